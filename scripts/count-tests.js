// Prints `tests: N passed, N failed` from vitest's JSON report; fails when there is no report or no test passed.
// Plain JavaScript for any Node: it must also have its say when installing has failed.
import { readFileSync } from 'node:fs';

/**
 * @typedef {{ status: string, assertionResults: unknown[] }} TestFile
 * @typedef {{ numPassedTests: number, numFailedTests: number, testResults: TestFile[] }} TestReport
 */

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: count-tests.js REPORT.json');

const report = readReport(path);
// A file that could not even be loaded counts as one failed test: it has none of its own.
const brokenFiles = report.testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.length === 0,
);
const failed = report.numFailedTests + brokenFiles.length;
console.log(`tests: ${report.numPassedTests} passed, ${failed} failed`);
if (failed > 0 || report.numPassedTests === 0) process.exitCode = 1;

/**
 * @param {string} path
 * @returns {TestReport}
 */
function readReport(path) {
  const text = readFileSync(path, 'utf8');
  // The tests never ran: the build or the installation failed before them.
  if (text.trim() === '') return { numPassedTests: 0, numFailedTests: 0, testResults: [] };
  return JSON.parse(text);
}
