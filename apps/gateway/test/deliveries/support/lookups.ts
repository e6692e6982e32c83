import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';

/** A name server that gives these addresses for every name, the next list at every question. */
export function lookupOf(...answers: readonly (readonly string[])[]): LookupFunction & { asked: string[] } {
  const asked: string[] = [];
  const lookup: LookupFunction = (hostname, options, callback) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(hostname);
    const addresses = answer.map((address) => ({ address, family: isIP(address) }));
    const [first] = addresses;
    process.nextTick(() => {
      if (options.all) callback(null, addresses);
      else callback(null, first?.address ?? '', first?.family);
    });
  };
  return Object.assign(lookup, { asked });
}
