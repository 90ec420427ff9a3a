/** Run where time since boot is ahead of the time that the host was awake: prints how the daemon's clocks go there. */

import { formatIpAddress } from '../../src/base/address.js';
import { micros, plus } from '../../src/base/micros.js';
import { bootClock, monotonicClock, timerAlarm } from '../../src/system/clock.js';
import { native } from '../../src/system/native.js';
import { ReceiveRing } from '../../src/system/receive-ring.js';
import { encodeIpSocketAddress } from '../../src/system/socket-address.js';

const clock = bootClock();
const ahead = clock.now() - monotonicClock().now();
const at = plus(clock.now(), micros(20_000));
const rang = await new Promise<number>((resolve) => {
  timerAlarm(() => resolve(clock.now() - at)).arm(at);
});

const { Socket, constants } = native();
const socket = new Socket(constants.AF_INET, constants.SOCK_DGRAM, 0);
socket.bind(encodeIpSocketAddress(formatIpAddress(Uint8Array.of(127, 0, 0, 1))));
socket.setOption(constants.SOL_SOCKET, constants.SO_TIMESTAMPNS, 1);
const ring = new ReceiveRing(socket, 1, 64);
socket.send([{ bytes: Uint8Array.of(1), to: socket.localAddress() }], 0);
const [message] = ring.receive();
const age = clock.now() - (message?.timestamp ?? Number.NaN);
socket.close();

process.stdout.write(JSON.stringify({ ahead, rang, age }));
