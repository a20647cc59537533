/** The first Node that has all that is used here. */
const NODE_MAJOR_MIN = 24;

/** Says why a Node is too old; undefined when it is not, or where there is none, as in a browser. */
export function explainOldNode(version: string | undefined): string | undefined {
  if (version === undefined || Number.parseInt(version, 10) >= NODE_MAJOR_MIN) return undefined;
  return `tallystick needs Node ${NODE_MAJOR_MIN} or later, and this is Node ${version}`;
}
