#!/usr/bin/env node
import { explainOldNode } from '../base/old-node.ts';
import { EXIT } from './exit-codes.ts';

const trouble = explainOldNode(process.versions.node);
if (trouble === undefined) {
  await import('./run-process.ts');
} else {
  process.stderr.write(`tallystick: ${trouble}\n`);
  process.exitCode = EXIT.unavailable;
}
