/** The shop cannot start with what a variable says. The message is all that its operator needs: no stack tells more. */
export class SettingError extends Error {
  override readonly name = 'SettingError';

  /** `value` goes into the message: `***` where it is a secret. */
  constructor(
    readonly setting: string,
    readonly value: string,
    readonly rule: string,
  ) {
    super(`${setting}=${value} is refused: ${rule}`);
  }
}
