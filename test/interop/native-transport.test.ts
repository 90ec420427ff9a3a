import t from 'tap';
import { nativeTransport } from '../../src/system/native-transport.js';
import { testTransport } from '../support/transport-contract.js';

testTransport(t, 'native', nativeTransport, { ipv6: true });
