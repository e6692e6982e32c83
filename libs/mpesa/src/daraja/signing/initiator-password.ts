/** One broken rule of an operator's password. An `error` would be refused, a `warning` may be. */
export interface InitiatorPasswordProblem {
  readonly severity: 'error' | 'warning';
  readonly rule: string;
}

/** Four times as long as any key in use can encrypt; which of them can, the certificate tells. */
const LONGEST = 1_024;
/** Known to work: `# & % $` by the portal, `! *` by the sandbox's own password. */
const SAFE = /[A-Za-z0-9#&%$!*]/g;

/** Checks an operator's password against what the organisation portal takes; the rules never repeat the password. */
export function initiatorPasswordProblems(password: string): InitiatorPasswordProblem[] {
  if (password.length > LONGEST)
    return [{ severity: 'error', rule: `must not be longer than ${LONGEST} characters` }];
  const problems: InitiatorPasswordProblem[] = [];
  if (password === '') problems.push({ severity: 'error', rule: 'must not be empty' });
  if (password !== password.trim()) {
    problems.push({ severity: 'error', rule: 'must not begin or end with blanks, which come from copying' });
  }
  if (isCredential(password)) {
    problems.push({
      severity: 'error',
      rule: 'is a SecurityCredential, which stands in the place of a password',
    });
  }
  if (/[()]/.test(password))
    problems.push({ severity: 'error', rule: 'must not contain ( or ): M-Pesa refuses them' });
  const others = password.trim().replace(SAFE, '').replace(/[()]/g, '');
  if (others !== '') {
    const rule = 'should have no special characters other than # & % $ ! *: others were reported to fail';
    problems.push({ severity: 'warning', rule });
  }
  return problems;
}

/** What an RSA key of 1024, 2048 or 4096 bits makes of a password, in base64. */
function isCredential(password: string): boolean {
  return [172, 344, 684].includes(password.length) && /^[A-Za-z0-9+/]+={0,2}$/.test(password);
}
