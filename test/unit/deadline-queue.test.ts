import t from 'tap';
import { micros } from '../../src/base/micros.js';
import { Deadline, DeadlineQueue } from '../../src/runtime/deadline-queue.js';

function named(): Deadline {
  return new Deadline(() => {});
}

t.test('the nearest comes first, whatever the order of arming', async (t) => {
  const queue = new DeadlineQueue();
  const moments = [70, 10, 90, 40, 10, 60, 20, 80, 30, 50];
  for (const moment of moments) queue.set(named(), micros(moment));
  const taken: (number | undefined)[] = [];
  for (;;) {
    const { next } = queue;
    if (queue.takeDue(micros(100)) === undefined) break;
    taken.push(next);
  }
  t.same(taken, [10, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
  t.equal(queue.next, undefined);
});

t.test('one that is not due is not taken', async (t) => {
  const queue = new DeadlineQueue();
  const deadline = named();
  queue.set(deadline, micros(50));
  t.equal(queue.takeDue(micros(49)), undefined);
  t.equal(queue.takeDue(micros(50)), deadline);
  t.equal(deadline.at, undefined);
  t.equal(queue.takeDue(micros(1000)), undefined);
});

t.test('moving and disarming keep the order among thousands', async (t) => {
  const queue = new DeadlineQueue();
  const deadlines = Array.from({ length: 2_000 }, named);
  // A fixed pseudo-random sequence: every run sees the same schedule.
  let seed = 12_345;
  const random = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed;
  };
  for (const deadline of deadlines) queue.set(deadline, micros(random()));
  for (const [index, deadline] of deadlines.entries()) {
    if (index % 3 === 0) queue.set(deadline, undefined);
    if (index % 3 === 1) queue.set(deadline, micros(random()));
  }
  let last = 0;
  let count = 0;
  for (;;) {
    const { next } = queue;
    const deadline = queue.takeDue(micros(2_147_483_648));
    if (deadline === undefined || next === undefined) break;
    t.ok(next >= last) || t.bailout();
    last = next;
    count += 1;
  }
  t.equal(count, 1_333);
});

t.test('one that was moved later, then earlier, comes in its turn', async (t) => {
  const queue = new DeadlineQueue();
  const [first, second, third] = [named(), named(), named()];
  queue.set(first, micros(10));
  queue.set(second, micros(20));
  queue.set(third, micros(30));
  queue.set(first, micros(40));
  t.equal(queue.next, 20);
  queue.set(second, micros(50));
  queue.set(second, micros(25));
  t.equal(queue.next, 25);
  queue.set(third, micros(60));
  queue.set(third, undefined);
  t.equal(queue.takeDue(micros(100)), second);
  t.equal(queue.takeDue(micros(39)), undefined);
  t.equal(queue.takeDue(micros(100)), first);
  t.equal(queue.takeDue(micros(100)), undefined);
});
