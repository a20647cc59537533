/**
 * Ends the loading of the package at once on a Node that lacks what it needs, by one sentence. Every entry imports it
 * first; so that it gets its say, nothing may be imported by a name that an older Node does not have.
 */
import { explainOldNode } from './base/old-node.ts';

const trouble = explainOldNode(
  (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node,
);
if (trouble !== undefined) throw new Error(trouble);
