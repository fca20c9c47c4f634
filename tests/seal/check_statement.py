"""Reads an in-toto statement of SLSA provenance with the libraries of in-toto, which know no other
members than those of the specifications. Prints who built it and how many things it names."""
import json
import sys

import google.protobuf.json_format as pb_json
import in_toto_attestation.predicates.provenance.v1.provenance_pb2 as provenance_pb2
import in_toto_attestation.v1.statement_pb2 as statement_pb2
from in_toto_attestation.v1.statement import Statement

text = sys.stdin.read()
statement = pb_json.Parse(text, statement_pb2.Statement())
Statement.copy_from_pb(statement).validate()
predicate = json.dumps(json.loads(text)["predicate"])
provenance = pb_json.Parse(predicate, provenance_pb2.Provenance())
print(statement.predicate_type)
print(provenance.run_details.builder.id)
print(len(statement.subject) + len(provenance.run_details.byproducts))
