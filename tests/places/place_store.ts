/** The address of the place's store server; whoever runs a file of tests sets it. */
export const placeStore: { url: string } = { url: "" };
