/** Numbers that look random and are the same in every run: 0 <= number < below. */
export function pseudoRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    // Marsaglia's xorshift: cheap beside what is measured.
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}
