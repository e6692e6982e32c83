import { optionsFromEnvironment } from '../options/mpesa.config.js';
import { type Command, EXIT } from './command.js';
import { Bench } from './test-cases/bench.js';
import { ALL_CASES } from './test-cases/cases/all-cases.js';
import { countOf } from './test-cases/form.js';
import { formFiles, writeForm } from './test-cases/form-files.js';
import { readOrder } from './test-cases/read-settings.js';
import { runCases } from './test-cases/run-cases.js';
import type { TestCaseSettings } from './test-cases/settings.js';
import { SimulatorControl } from './test-cases/simulator-control.js';
import type { FilledCase } from './test-cases/filled-case.js';
import { SUBJECTS } from './test-cases/subjects.js';

const HELP = `nestjs-mpesa test-cases --env simulator|sandbox --out FILE [options]

Runs the cases of Safaricom's go-live form and writes the filled form: each case with what was expected, what came,
the ids of the requests, the time and the verdict. FILE ends in .csv or .html; without either, both are written.

  --base-url URL            where Daraja is; http://127.0.0.1:4010 for the simulator
  --only WORDS              some of ${Object.keys(SUBJECTS).join(',')}
  --callback-url URL        where Safaricom reaches this machine, such as a tunnel; the simulator needs none
  --listen PORT             the port of 127.0.0.1 that --callback-url leads to
  --phone NUMBER            on the sandbox: a phone whose prompts you answer yourself, when you are told how
  --shortcode, --passkey    who pushes; 174379 and its public passkey unless told
  --c2b-shortcode NUMBER    who is paid by hand, and reverses
  --b2c-shortcode NUMBER    who pays out, and is asked about its balance
  --initiator NAME          the API operator; the password is MPESA_INITIATOR_PASSWORD
  --certificate FILE        what the password is encrypted with; that of the environment unless told
  --consumer-key KEY, --consumer-secret SECRET
  --wait SECONDS            how long a callback is waited for; 30, on the sandbox 180

On the sandbox what is not told is read from the MPESA_* variables; keys are better there than among arguments, which
other users of the machine can read. For the simulator the world it starts with is assumed, and no variable is read.

It ends with 0 when no case failed, also when some could not be run; with 1 when one failed.
`;

/** `nestjs-mpesa test-cases`: runs the go-live cases and fills the form. */
export const testCasesCommand: Command = {
  help: HELP,
  async run(args, { stdout, stderr }) {
    const say = (line: string): void => void stderr.write(`${line}\n`);
    const order = readOrder(args, {
      account: optionsFromEnvironment,
      simulatorCertificate: (baseUrl) => new SimulatorControl(baseUrl).certificate(),
    });
    const files = formFiles(order.outputs);
    const settings = await order.settings();
    const form = await fill(settings, say);
    for (const file of files) writeForm(file, form, settings);
    const [passed, failed, left] = (['Success', 'Fail', 'Not run'] as const).map((word) =>
      countOf(form, word),
    );
    stdout.write(`${passed} Success, ${failed} Fail, ${left} Not run: ${files.join(', ')}\n`);
    return failed === 0 ? EXIT.ok : EXIT.failed;
  },
};

async function fill(settings: TestCaseSettings, say: (line: string) => void): Promise<FilledCase[]> {
  const bench = await Bench.open(settings, say);
  try {
    const cases = ALL_CASES.filter(({ subject }) => settings.subjects.includes(subject));
    return await runCases(cases, bench, ({ verdict, subject, name, actual }) =>
      say(`${verdict.padEnd(7)}  ${subject}: ${name}${verdict === 'Success' ? '' : `: ${actual}`}`),
    );
  } finally {
    await bench.close();
  }
}
