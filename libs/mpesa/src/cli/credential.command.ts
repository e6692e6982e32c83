import { initiatorPasswordProblems } from '../daraja/signing/initiator-password.js';
import { operatorTextProblems } from '../daraja/contracts/request-rules.js';
import { SAFARICOM_CERTIFICATES } from '../daraja/signing/safaricom-certificates.js';
import { createSecurityCredential } from '../daraja/signing/security-credential.js';
import { systemClock } from '../values/clock.js';
import { certificateFacts, readCertificateFile } from './certificate-file.js';
import { type Command, EXIT, oneOf, readOptions } from './command.js';
import { readSecret } from './hidden-prompt.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage.error.js';

const HELP = `nestjs-mpesa credential [--env sandbox|production | --certificate FILE] [--initiator NAME]

Encrypts the password of an API operator into the SecurityCredential that B2C, B2B, reversal, status and balance requests
carry. The password is asked for and not shown, or read as one line from stdin. It is never stored, and never an argument.

  --env sandbox|production  encrypt with Safaricom's public certificate of that environment; sandbox unless told
  --certificate FILE        encrypt with this certificate (PEM or DER), such as the simulator's /sim/certificate
  --initiator NAME          the operator, for the question only

The credential goes to stdout; the certificate's fingerprint, environment and validity go to stderr.
`;

/** `nestjs-mpesa credential`: a password in, a SecurityCredential out. */
export const credentialCommand: Command = {
  help: HELP,
  async run(args, terminal) {
    const certificate = chooseCertificate(args);
    terminal.stderr.write(describe(certificate.pem));
    const password = await readSecret(terminal, `Password of ${certificate.initiator}: `);
    checkPassword(password, terminal);
    terminal.stdout.write(`${encrypt(password, certificate.pem)}\n`);
    return EXIT.ok;
  },
};

function chooseCertificate(args: readonly string[]): { pem: string; initiator: string } {
  const options = readOptions(args, {
    env: { type: 'string' },
    certificate: { type: 'string' },
    initiator: { type: 'string' },
  });
  const { initiator = 'the API operator' } = options;
  const [problem] = operatorTextProblems({ initiator });
  if (problem) throw new UsageError(`--initiator ${initiator}: ${problem.rule}`);
  const env = options.env === undefined ? null : oneOf('--env', options.env, ['sandbox', 'production']);
  if (options.certificate === undefined) return { pem: SAFARICOM_CERTIFICATES[env ?? 'sandbox'], initiator };
  const pem = readCertificateFile(options.certificate);
  const { environment } = certificateFacts(pem);
  if (env !== null && environment !== null && environment !== env) {
    throw new UsageError(
      `--certificate ${options.certificate}: is Safaricom's ${environment} certificate, not the ${env} one`,
    );
  }
  return { pem, initiator };
}

function describe(pem: string): string {
  const { subject, fingerprint, environment, validFrom, validTo } = certificateFacts(pem);
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const expired =
    validTo < systemClock().now() ? ' (expired; Safaricom goes on using its own all the same)' : '';
  return `Certificate  ${subject}
Environment  ${environment ?? "unknown: none of Safaricom's known certificates"}
SHA-256      ${fingerprint}
Valid        ${day(validFrom)} to ${day(validTo)}${expired}
`;
}

/** A password that M-Pesa refuses would only lock the operator. */
function checkPassword(password: string, { stderr }: Terminal): void {
  const problems = initiatorPasswordProblems(password);
  const errors = problems.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
  if (errors.length > 0) throw new UsageError(`the password is refused: it ${errors.join('; it ')}`);
  for (const { rule } of problems) stderr.write(`Warning: the password ${rule}\n`);
}

function encrypt(password: string, pem: string): string {
  try {
    return createSecurityCredential(password, pem);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}
