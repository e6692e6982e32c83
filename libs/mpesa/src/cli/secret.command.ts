import { systemRandom } from '../values/random.js';
import { type Command, EXIT, readOptions } from './command.js';

const BYTES = 32;

const HELP = `nestjs-mpesa secret

Prints 32 random bytes in hex: for MPESA_CALLBACK_SECRET, MPESA_HAKIKISHA_PASSWORD, GATEWAY_SECRET and GATEWAY_ADMIN_KEY, one
for each. It is kept nowhere.
`;

/** `nestjs-mpesa secret`: what nobody else knows. */
export const secretCommand: Command = {
  help: HELP,
  run(args, { stdout }) {
    readOptions(args, {});
    stdout.write(`${systemRandom.bytes(BYTES).toString('hex')}\n`);
    return Promise.resolve(EXIT.ok);
  },
};
