{
  'targets': [
    {
      'target_name': 'vrrpd',
      'sources': [
        'addon.c',
        'arguments.c',
        'constants.c',
        'errors.c',
        'poller.c',
        'process.c',
        'receive.c',
        'send.c',
        'signal.c',
        'socket.c',
        'timer.c',
      ],
      'defines': ['NAPI_VERSION=8', '_GNU_SOURCE', 'SOURCE_DIGEST="<!(node digest.cjs)"'],
      'cflags': ['-std=c11', '-O2', '-Wall', '-Wextra', '-Wshadow', '-Wvla', '-fvisibility=hidden'],
      'ldflags': ['-Wl,-z,relro,-z,now', '-Wl,-z,noexecstack'],
    },
  ],
}
