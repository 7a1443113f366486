/**
 * The smallest whole number that a Poisson variable of this mean does not exceed with at least this probability: so many
 * units cover that share of all intervals when units are sold one by one, independently. 0 for a mean of 0.
 *
 * Exact for any mean: weights are taken relative to the most likely number, so nothing underflows, and summed outwards
 * until they no longer count, which takes some 20 times the square root of the mean steps.
 * @param probability from 0 to 0.9999
 */
export function poissonQuantile(mean: number, probability: number): number {
  if (!(mean > 0)) return 0;
  const likeliest = Math.floor(mean);
  let below = 0;
  for (let units = likeliest, weight = 1; units > 0 && weight > negligible; units -= 1) {
    weight *= units / mean;
    below += weight;
  }
  let from = 1;
  for (let units = likeliest + 1, weight = mean / units; weight > negligible; units += 1, weight *= mean / units) from += weight;
  const wanted = probability * (below + from);

  let units = likeliest;
  let weight = 1;
  let upTo = below + 1;
  if (upTo < wanted) {
    while (upTo < wanted && weight > negligible) {
      units += 1;
      weight *= mean / units;
      upTo += weight;
    }
    return units;
  }
  while (units > 0 && upTo - weight >= wanted) {
    upTo -= weight;
    weight *= units / mean;
    units -= 1;
  }
  return units;
}

const negligible = 1e-18;
