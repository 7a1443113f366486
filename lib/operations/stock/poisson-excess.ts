export interface Excess {
  /** That more is sold than is held back. */
  readonly probability: number;
  /** Units beyond what is held back, on average over all intervals. */
  readonly units: number;
}

/** What a buffer does not cover when units are sold one by one, independently, `mean` of them in the interval. */
export function poissonExcess(mean: number, buffer: number): Excess {
  if (!(mean > 0)) return { probability: 0, units: 0 };
  return buffer < mean ? fromBelow(mean, buffer) : fromAbove(mean, buffer);
}

/** What is covered, summed from the buffer downwards, and taken off. */
function fromBelow(mean: number, buffer: number): Excess {
  let covered = 0;
  let spare = 0;
  for (let sold = buffer, weight = Math.exp(logWeight(mean, buffer)); sold >= 0 && weight > negligible; weight *= sold / mean, sold -= 1) {
    covered += weight;
    spare += weight * (buffer - sold);
  }
  return { probability: Math.max(0, 1 - covered), units: mean - buffer + spare };
}

function fromAbove(mean: number, buffer: number): Excess {
  let probability = 0;
  let units = 0;
  for (let sold = buffer + 1, weight = Math.exp(logWeight(mean, buffer + 1)); weight > negligible; sold += 1, weight *= mean / sold) {
    probability += weight;
    units += weight * (sold - buffer);
  }
  return { probability, units };
}

const negligible = 1e-18;

/** Logarithm of the probability of exactly `sold`; by Stirling's series from 10 on, which is exact to 1e-9 there. */
function logWeight(mean: number, sold: number): number {
  let logFactorial = 0;
  if (sold < 10) for (let factor = 2; factor <= sold; factor += 1) logFactorial += Math.log(factor);
  else logFactorial = (sold + 0.5) * Math.log(sold) - sold + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * sold) - 1 / (360 * sold ** 3);
  return sold * Math.log(mean) - mean - logFactorial;
}
