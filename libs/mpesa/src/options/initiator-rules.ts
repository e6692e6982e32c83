import { initiatorPasswordProblems } from '../daraja/signing/initiator-password.js';
import { TEXT_LIMITS } from '../daraja/contracts/request-rules.js';
import { createSecurityCredential } from '../daraja/signing/security-credential.js';
import type { OptionProblem } from '../errors/mpesa-options.error.js';
import { readCertificate } from './initiator-certificate.js';
import type { InitiatorOptions, InitiatorPassword, MpesaEnvironment } from './mpesa-options.js';
import { problem } from './option-problems.js';

const EITHER = 'give password (and certificate), or a ready-made credential';

/** Whether the operator can sign requests in this environment: wrong tries would lock it. */
export function initiatorProblems(
  option: string,
  initiator: InitiatorOptions,
  environment: MpesaEnvironment,
): OptionProblem[] {
  const { max } = TEXT_LIMITS.initiator;
  const named =
    initiator.name.length > max
      ? [
          problem(
            `${option}.name`,
            initiator.name,
            `has more than ${max} characters`,
            'the API operator name',
          ),
        ]
      : [];
  if (hasPassword(initiator)) return [...named, ...passwordProblems(option, initiator, environment)];
  if ('credential' in initiator) return named;
  return [...named, problem(`${option}.password`, undefined, 'is missing', EITHER)];
}

/** Passwords that are not sure to work; an account with a broken one is not asked about. */
export function initiatorWarnings(option: string, initiator: InitiatorOptions): string[] {
  if (!hasPassword(initiator)) return [];
  return initiatorPasswordProblems(initiator.password)
    .filter(({ severity }) => severity === 'warning')
    .map(({ rule }) => `${option}.password ${rule}`);
}

export function hasPassword(initiator: InitiatorOptions): initiator is InitiatorPassword {
  return 'password' in initiator && initiator.password !== undefined;
}

function passwordProblems(
  option: string,
  initiator: InitiatorPassword & { readonly credential?: string },
  environment: MpesaEnvironment,
): OptionProblem[] {
  if (initiator.credential !== undefined) {
    return [problem(`${option}.credential`, initiator.credential, 'stands beside a password', EITHER)];
  }
  const broken = initiatorPasswordProblems(initiator.password).filter(({ severity }) => severity === 'error');
  if (broken.length > 0) {
    const fix = 'set one that the organisation portal takes, without blanks and parentheses';
    return broken.map(({ rule }) => problem(`${option}.password`, initiator.password, rule, fix));
  }
  return certificateProblems(option, initiator, environment);
}

function certificateProblems(
  option: string,
  { password, certificate }: InitiatorPassword,
  environment: MpesaEnvironment,
): OptionProblem[] {
  const place = `${option}.certificate`;
  try {
    const pem = readCertificate(certificate, environment);
    if (pem === null) {
      const fix = 'the certificate that the simulator shows, as PEM text or path';
      return [problem(place, undefined, 'must be given where environment is a baseUrl', fix)];
    }
    // Tried once, so that a key that cannot hold the password is found now rather than with the first payment.
    createSecurityCredential(password, pem);
    return [];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const fix = 'PEM text, the path of a PEM file, or nothing for the one of Safaricom';
    const shown =
      typeof certificate === 'object' ? certificate.path : (certificate?.slice(0, 60) ?? 'default');
    return [problem(place, shown, error.message, fix)];
  }
}
