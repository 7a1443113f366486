const wholeNumber = /^\d{1,15}$/;
/** What stands behind the tilde tells two changes of one moment apart and says nothing about which was first. */
const moment = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)(?:~.*)?$/;

/**
 * Whether `revision` is certainly older than `other`, a revision of the same record: both are whole numbers, or both
 * begin with a time in UTC. Other revisions only change and do not grow, so their order is that of their arrival.
 */
export function isOlderRevision(revision: string, other: string): boolean {
  if (wholeNumber.test(revision) && wholeNumber.test(other)) return Number(revision) < Number(other);
  const [time, otherTime] = [moment.exec(revision)?.[1], moment.exec(other)?.[1]];
  return time !== undefined && otherTime !== undefined && Date.parse(time) < Date.parse(otherTime);
}
