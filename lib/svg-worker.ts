/** The script of a worker that draws for `svgInWorker` of `stemma/svg`.
 *
 * It is started as a module worker of a browser, as a thread of Node, or as a process by `fork` of
 * `node:child_process`, and answers whoever started it. Imported anywhere else it does nothing.
 * A bundler that wants a file of one's own takes one that holds `import "stemma/svg-worker";`.
 *
 * @module
 */
import { answerSvg } from "./graph/answer_svg.ts";

answerSvg();
