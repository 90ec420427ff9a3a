/** The thread that reads a configuration for a reload: hands over a piece whenever it is asked, `undefined` at the end. */

import { parentPort, workerData } from 'node:worker_threads';
import { type ReadingRequest, readForDaemon } from './configuration-reading.js';
import { piecesOf } from './value-pieces.js';

const pieces = piecesOf(readForDaemon(workerData as ReadingRequest));
const handOver = (): void => parentPort?.postMessage(pieces.next().value);
parentPort?.on('message', handOver);
handOver();
