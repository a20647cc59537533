import type { Judgement, MeasuredSize, Target } from './bench-work.ts';
import { showCount, showNumber, showRatio } from './show-number.ts';

/** Holds a target against the measured sizes; null when its sizes were not measured, as under --size-max. */
export function judgeTarget(target: Target, sizes: readonly MeasuredSize[]): Judgement | null {
  const at = (size: number): MeasuredSize | undefined => sizes.find((measured) => measured.size === size);
  if ('from' in target) return judgeGrowth(target, at(target.from), at(target.to));
  const measured = at(target.size);
  if (measured === undefined) return null;
  const { size } = target;
  if ('operationsPerSecondMin' in target) {
    return {
      size,
      target: `>= ${showCount(target.operationsPerSecondMin)} operations/s`,
      measured: `${showCount(measured.operationsPerSecond)} operations/s`,
      reached: measured.operationsPerSecond >= target.operationsPerSecondMin,
    };
  }
  if ('nsPerOperationMax' in target) {
    return {
      size,
      target: `<= ${showNumber(target.nsPerOperationMax)} ns/operation`,
      measured: `${showNumber(measured.nsPerOperation)} ns/operation`,
      reached: measured.nsPerOperation <= target.nsPerOperationMax,
    };
  }
  return {
    size,
    target: `<= ${showNumber(target.msMax)} ms in all`,
    measured: `${showNumber(measured.msMedian)} ms in all`,
    reached: measured.msMedian <= target.msMax,
  };
}

function judgeGrowth(
  target: Extract<Target, { readonly from: number }>,
  from: MeasuredSize | undefined,
  to: MeasuredSize | undefined,
): Judgement | null {
  if (from === undefined || to === undefined) return null;
  const growth = to.nsPerOperation / from.nsPerOperation;
  const growthMax =
    'growthMax' in target
      ? target.growthMax
      : target.logGrowthSlack * (Math.log(target.to) / Math.log(target.from));
  return {
    size: target.to,
    target: `<= ${showRatio(growthMax)} the cost at ${showCount(target.from)}`,
    measured: `${showRatio(growth)} the cost at ${showCount(target.from)}`,
    reached: growth <= growthMax,
  };
}
