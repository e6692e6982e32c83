/** Input to the control surface that makes no sense; over HTTP a 400 or 404 with these fields as JSON. */
export class ControlError extends Error {
  override readonly name = 'ControlError';

  constructor(
    /** 403 when it comes from elsewhere, 404 when the thing named does not exist, 409 when its state forbids it, else 400. */
    readonly status: 400 | 403 | 404 | 409,
    readonly field: string,
    readonly value: unknown,
    readonly rule: string,
  ) {
    super(`${field} ${JSON.stringify(value) ?? 'undefined'} is refused: ${rule}`);
  }
}
