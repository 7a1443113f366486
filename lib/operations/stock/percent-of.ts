/** Percentages count to the hundredth; whole numbers throughout, because 0.29 × 100 is 28.999999999999996. */
const hundredths = (percent: number): number => Math.round(percent * 100);

/** Whole units that a percentage of 0 or more units comes to: never more than the share. */
export const shareOf = (units: number, percent: number): number => Math.floor((units * hundredths(percent)) / 10_000);

/** Whole units that are held back for a percentage of 0 or more units: never fewer than the share. */
export const keptOf = (units: number, percent: number): number => Math.ceil((units * hundredths(percent)) / 10_000);
