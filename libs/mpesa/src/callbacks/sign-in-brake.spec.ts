import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../testing/manual-clock.js';
import { SignInBrake } from './sign-in-brake.js';

const NOON = Date.UTC(2026, 10, 21, 9);
const MINUTE = 60_000;

function fixture() {
  const clock = new ManualClock(NOON);
  const brake = new SignInBrake(clock);
  const wrong = (address: string | null, times = 1) =>
    Array.from({ length: times }, () => brake.noteWrong(address)).at(-1);
  return { clock, brake, wrong };
}

describe('the brake on sign-ins', () => {
  it('holds an address back after five wrong passwords, for the rest of a minute', () => {
    const { clock, brake, wrong } = fixture();
    expect(wrong('203.0.113.9', 4)).toBeNull();
    clock.advance(10_000);
    expect(wrong('203.0.113.9')).toBe(NOON + MINUTE);
    clock.advance(MINUTE - 10_001);
    expect(brake.heldUntil('203.0.113.9')).toBe(NOON + MINUTE);
    clock.advance(1);
    expect(brake.heldUntil('203.0.113.9')).toBeNull();
    expect(wrong('203.0.113.9', 4)).toBeNull();
  });

  it('holds nobody else back', () => {
    const { brake, wrong } = fixture();
    wrong('203.0.113.9', 5_000);
    expect(brake.heldUntil('196.201.214.200')).toBeNull();
    expect(brake.heldUntil(null)).toBeNull();
  });

  it('takes all of an IPv6 network for one, and IPv4 in either spelling', () => {
    const { brake, wrong } = fixture();
    for (let host = 1; host <= 5; host += 1) wrong(`2001:db8:1:2::${host}`);
    expect(brake.heldUntil('2001:db8:1:2:ffff::1')).toBe(NOON + MINUTE);
    expect(brake.heldUntil('2001:db8:1:3::1')).toBeNull();
    wrong('::ffff:203.0.113.9', 5);
    expect(brake.heldUntil('203.0.113.9')).toBe(NOON + MINUTE);
  });

  it('gives no second try while wrong passwords come from everywhere, and everybody a first one', () => {
    const { brake, wrong } = fixture();
    for (let host = 0; host < 99; host += 1) expect(wrong(`10.0.0.${host}`)).toBeNull();
    expect(wrong('10.0.0.99')).toBe(NOON + MINUTE);
    expect(brake.heldUntil('10.0.0.1')).toBe(NOON + MINUTE);
    expect(brake.heldUntil('196.201.214.200')).toBeNull();
  });

  it('remembers no more than ten thousand networks, the youngest', () => {
    const { brake, wrong } = fixture();
    for (let host = 0; host < 10_001; host += 1) wrong(`10.${host >> 16}.${(host >> 8) & 255}.${host & 255}`);
    expect(brake.heldUntil('10.0.0.0')).toBeNull();
    expect(brake.heldUntil('10.0.0.1')).toBe(NOON + MINUTE);
  });

  it('forgets what a clock that was ahead has counted', () => {
    const { clock, brake, wrong } = fixture();
    wrong('203.0.113.9', 5);
    clock.advance(-MINUTE);
    expect(brake.heldUntil('203.0.113.9')).toBeNull();
  });
});
