import { maskPhone } from '../../values/redact.js';
import type { PromptAction, SimulatorControl } from './simulator-control.js';

/** Whoever holds the phone: the simulator, or a person who is told what to do. */
export interface Customer {
  /** Returns before the answer is given. */
  answer(action: PromptAction): Promise<void>;
}

export function simulatedCustomer(simulator: SimulatorControl, phone: string): Customer {
  return { answer: (action) => simulator.answer(phone, action) };
}

const ASKED: Readonly<Record<PromptAction, string>> = {
  pay: 'enter the right PIN',
  cancel: 'cancel the prompt',
  'wrong-pin': 'enter a WRONG PIN',
  'insufficient-funds': 'enter the right PIN',
  ignore: 'leave the prompt alone until it goes away',
};

export function personWithPhone(phone: string, say: (line: string) => void): Customer {
  return {
    async answer(action) {
      say(`>>> On ${maskPhone(phone)}: ${ASKED[action]}.`);
    },
  };
}
