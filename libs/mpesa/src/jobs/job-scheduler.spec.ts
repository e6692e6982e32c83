import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SchedulerRegistry } from '@nestjs/schedule';
import { JobScheduler, type Job, type JobSettings } from './job-scheduler.js';

const EVERY_SECOND: JobSettings = { enabled: true, cron: '* * * * * *' };

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const job = (name: string, run: Job['run'] = async () => undefined): Job => ({
  option: 'inbox',
  name,
  run,
});

function fixture() {
  const errors: string[] = [];
  const scheduler = new JobScheduler((name, error) => errors.push(`${name}: ${String(error)}`));
  return { errors, scheduler, host: new SchedulerRegistry() };
}

describe('JobScheduler', () => {
  it("puts every enabled job into the host's registry, under its name", async () => {
    const { scheduler, host } = fixture();
    const settings = { inbox: EVERY_SECOND, outbox: { ...EVERY_SECOND, enabled: false } };
    const jobs: Job[] = [job('mpesa:inbox'), { ...job('mpesa:outbox'), option: 'outbox' }];
    scheduler.start(jobs, (option) => settings[option as 'inbox'], host);
    expect([...host.getCronJobs().keys()]).toEqual(['mpesa:inbox']);
    await scheduler.stop();
    expect(host.getCronJobs().size).toBe(0);
  });

  it('runs a job by its cron, without any registry of the host', async () => {
    const { scheduler } = fixture();
    let runs = 0;
    scheduler.start([job('mpesa:inbox', async () => void runs++)], () => EVERY_SECOND, null);
    await jest.advanceTimersByTimeAsync(3_000);
    expect(runs).toBe(3);
    await scheduler.stop();
    await jest.advanceTimersByTimeAsync(3_000);
    expect(runs).toBe(3);
  });

  it('runs no job while its last run is under way', async () => {
    const { scheduler } = fixture();
    let runs = 0;
    let finish = (): void => undefined;
    const slow = (): Promise<void> => {
      runs++;
      return new Promise((resolve) => (finish = resolve));
    };
    scheduler.start([job('mpesa:inbox', slow)], () => EVERY_SECOND, null);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(runs).toBe(1);
    finish();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(runs).toBe(2);
    finish();
    await scheduler.stop();
  });

  it('tells of a job that fails, and runs it again', async () => {
    const { scheduler, errors } = fixture();
    const failing = () => Promise.reject(new Error('database down'));
    scheduler.start([job('mpesa:inbox', failing)], () => EVERY_SECOND, null);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(errors).toEqual(['mpesa:inbox: Error: database down', 'mpesa:inbox: Error: database down']);
    await scheduler.stop();
  });

  it('stops when what runs has ended', async () => {
    const { scheduler } = fixture();
    let finish = (): void => undefined;
    scheduler.start(
      [job('mpesa:inbox', () => new Promise((resolve) => (finish = resolve)))],
      () => EVERY_SECOND,
      null,
    );
    await jest.advanceTimersByTimeAsync(1_000);
    let stopped = false;
    const stopping = scheduler.stop().then(() => (stopped = true));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(stopped).toBe(false);
    finish();
    await stopping;
    expect(stopped).toBe(true);
  });

  it('tells what runs that it is stopping', async () => {
    const { scheduler } = fixture();
    const heard: boolean[] = [];
    const patient = (signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          heard.push(signal.aborted);
          resolve();
        });
      });
    scheduler.start([job('mpesa:inbox', patient)], () => EVERY_SECOND, null);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(heard).toEqual([]);
    await scheduler.stop();
    expect(heard).toEqual([true]);
  });

  it('stops though the host has taken a job away already', async () => {
    const { scheduler, host } = fixture();
    scheduler.start([job('mpesa:inbox')], () => EVERY_SECOND, host);
    host.deleteCronJob('mpesa:inbox');
    await expect(scheduler.stop()).resolves.toBeUndefined();
  });
});
