import { describe, expect, it } from '@jest/globals';
import { Mutex } from './mutex.js';
import { inTurn } from './self-wait.js';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a turn within a turn of the same mutex', () => {
  it('is refused at once, however far down it is asked for, and the mutex goes on', async () => {
    const mutex = new Mutex();
    const deep = async (): Promise<void> => {
      await nextTurn();
      await inTurn(mutex, 'store callbacks', nextTurn);
    };
    await expect(inTurn(mutex, 'commit a change', deep)).rejects.toThrow(
      'cannot store callbacks within "commit a change"',
    );
    await expect(inTurn(mutex, 'ping', async () => 'answered')).resolves.toBe('answered');
  });

  it('is refused through the turn of another mutex too', async () => {
    const [one, other] = [new Mutex(), new Mutex()];
    const again = () => inTurn(other, 'read there', () => inTurn(one, 'read here', nextTurn));
    await expect(inTurn(one, 'commit a change', again)).rejects.toThrow('cannot read here');
    await inTurn(one, 'commit a change', () => inTurn(other, 'read there', nextTurn));
  });
});

describe('a turn', () => {
  it('is waited for by those who do not hold it', async () => {
    const mutex = new Mutex();
    const log: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      log.push(`${name} begins`);
      await nextTurn();
      log.push(`${name} ends`);
    };
    await Promise.all(['a', 'b'].map((name) => inTurn(mutex, name, work(name))));
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('that is over does not stand in the way of what was begun in it', async () => {
    const mutex = new Mutex();
    let later: Promise<string> | undefined;
    await inTurn(mutex, 'commit a change', async () => {
      later = nextTurn()
        .then(nextTurn)
        .then(() => inTurn(mutex, 'read', async () => 'read'));
    });
    expect(await later).toBe('read');
  });

  it('that failed is over as well', async () => {
    const mutex = new Mutex();
    let later: Promise<string> | undefined;
    const failing = inTurn(mutex, 'commit a change', async () => {
      later = nextTurn()
        .then(nextTurn)
        .then(() => inTurn(mutex, 'read', async () => 'read'));
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await later).toBe('read');
  });
});
