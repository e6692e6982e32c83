export const ON_BRIJ = 'nestjs-brij-offline:on';

export type BrijMessageKind = 'payment' | 'status-result';

/**
 * The method that is given every payment, `(payment: BrijPayment)`. The message is answered when it returns, and comes again when
 * it throws; the same payment may come twice. There is one such method in an application.
 */
export function OnBrijPayment(): MethodDecorator {
  return mark('payment');
}

/** The method that is given every result of `requestStatus`, `(result: BrijStatusResult)`, under the same rules. */
export function OnBrijStatusResult(): MethodDecorator {
  return mark('status-result');
}

function mark(kind: BrijMessageKind): MethodDecorator {
  return (_target, _name, descriptor) => {
    Reflect.defineMetadata(ON_BRIJ, kind, descriptor.value as object);
  };
}
