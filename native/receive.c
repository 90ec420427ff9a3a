/*
 * Receiving in batches: recvmmsg straight into memory that JavaScript sees, allocated once for a socket. A call
 * makes one number and nothing else for the garbage collector.
 */
#include "socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_SLOTS = 1024, LARGEST_SLOT = 1 << 20, CONTROL_SIZE = 192 };

_Static_assert(sizeof(receive_record) == 176, "the layout that src/system/native.ts reads");

void receive_ring_release(napi_env env, receive_ring *ring) {
  if (ring->data != NULL) napi_delete_reference(env, ring->data);
  if (ring->records != NULL) napi_delete_reference(env, ring->records);
  free(ring->headers);
  free(ring->vectors);
  free(ring->control);
  memset(ring, 0, sizeof *ring);
}

/* Makes one message header as recvmmsg wants to find it. */
static void prepare(receive_ring *ring, uint32_t slot) {
  struct msghdr *header = &ring->headers[slot].msg_hdr;
  header->msg_namelen = sizeof ring->record_memory[slot].source;
  header->msg_controllen = CONTROL_SIZE;
  header->msg_flags = 0;
}

static void connect_memory(receive_ring *ring) {
  for (uint32_t slot = 0; slot < ring->slots; slot += 1) {
    ring->vectors[slot] = (struct iovec){ring->data_memory + (size_t)slot * ring->slot_size, ring->slot_size};
    struct msghdr *header = &ring->headers[slot].msg_hdr;
    header->msg_name = ring->record_memory[slot].source;
    header->msg_iov = &ring->vectors[slot];
    header->msg_iovlen = 1;
    header->msg_control = ring->control + (size_t)slot * CONTROL_SIZE;
    prepare(ring, slot);
  }
}

static bool make_buffer(napi_env env, size_t size, napi_value *buffer, napi_ref *reference, void **memory) {
  napi_status status = napi_create_arraybuffer(env, size, memory, buffer);
  if (status == napi_ok) status = napi_create_reference(env, *buffer, 1, reference);
  if (status != napi_ok) throw_status(env, "configureReceive", status);
  return status == napi_ok;
}

/* configureReceive(slots, slotSize): { data: ArrayBuffer, records: ArrayBuffer }, filled by receive() */
napi_value socket_configure_receive(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2], data, records, result;
  double slots, slot_size;
  native_socket *own = socket_this(env, info, "configureReceive", &count, arguments, NULL);
  if (own == NULL || !read_range(env, arguments[0], "configureReceive", "slots", 1, MOST_SLOTS, &slots) ||
      !read_range(env, arguments[1], "configureReceive", "slotSize", 1, LARGEST_SLOT, &slot_size)) {
    return NULL;
  }
  if (own->ring.slots != 0) return throw_errno(env, "configureReceive", EALREADY);
  receive_ring ring = {.slots = (uint32_t)slots, .slot_size = (uint32_t)slot_size};
  ring.headers = calloc(ring.slots, sizeof *ring.headers);
  ring.vectors = calloc(ring.slots, sizeof *ring.vectors);
  ring.control = calloc(ring.slots, CONTROL_SIZE);
  if (ring.headers == NULL || ring.vectors == NULL || ring.control == NULL) {
    receive_ring_release(env, &ring);
    return throw_errno(env, "configureReceive", ENOMEM);
  }
  if (!make_buffer(env, (size_t)ring.slots * ring.slot_size, &data, &ring.data, (void **)&ring.data_memory) ||
      !make_buffer(env, ring.slots * sizeof(receive_record), &records, &ring.records, (void **)&ring.record_memory)) {
    receive_ring_release(env, &ring);
    return NULL;
  }
  connect_memory(&ring);
  own->ring = ring;
  if (napi_create_object(env, &result) != napi_ok || napi_set_named_property(env, result, "data", data) != napi_ok ||
      napi_set_named_property(env, result, "records", records) != napi_ok) {
    return NULL;
  }
  return result;
}

/* JavaScript may have transferred a buffer away, and its memory with it. */
static bool still_there(napi_env env, napi_ref reference, const void *memory, size_t size) {
  napi_value buffer;
  void *now = NULL;
  size_t length = 0;
  return napi_get_reference_value(env, reference, &buffer) == napi_ok && buffer != NULL &&
         napi_get_arraybuffer_info(env, buffer, &now, &length) == napi_ok && now == memory && length == size;
}

static void set_destination(receive_record *record, const void *address, int32_t length) {
  memcpy(record->destination, address, (size_t)length);
  record->destination_length = length;
}

/* Control data is aligned for its header only: values are copied out. */
static void read_control(receive_record *record, const struct cmsghdr *control) {
  const void *data = CMSG_DATA(control);
  size_t length = control->cmsg_len - CMSG_LEN(0);
  int number = 0;
  struct timespec moment;
  if (length >= sizeof number) memcpy(&number, data, sizeof number);
  if (control->cmsg_level == SOL_SOCKET && control->cmsg_type == SCM_TIMESTAMPNS && length >= sizeof moment) {
    memcpy(&moment, data, sizeof moment);
    record->timestamp = (double)moment.tv_sec * 1e6 + (double)moment.tv_nsec / 1e3;
  } else if (control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_TTL && length >= sizeof number) {
    record->hop_limit = number;
  } else if (control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_HOPLIMIT && length >= sizeof number) {
    record->hop_limit = number;
  } else if (control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_PKTINFO) {
    struct in_pktinfo packet;
    if (length < sizeof packet) return;
    memcpy(&packet, data, sizeof packet);
    record->interface = packet.ipi_ifindex;
    set_destination(record, &packet.ipi_addr, 4);
  } else if (control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_PKTINFO) {
    struct in6_pktinfo packet;
    if (length < sizeof packet) return;
    memcpy(&packet, data, sizeof packet);
    record->interface = (int32_t)packet.ipi6_ifindex;
    set_destination(record, &packet.ipi6_addr, 16);
  }
}

static void read_message(receive_ring *ring, uint32_t slot) {
  receive_record *record = &ring->record_memory[slot];
  struct mmsghdr *message = &ring->headers[slot];
  struct msghdr *header = &message->msg_hdr;
  record->timestamp = 0;
  record->length = (int32_t)(message->msg_len < ring->slot_size ? message->msg_len : ring->slot_size);
  record->flags = header->msg_flags;
  record->interface = 0;
  record->hop_limit = -1;
  record->source_length =
      (int32_t)(header->msg_namelen < sizeof record->source ? header->msg_namelen : sizeof record->source);
  record->destination_length = 0;
  for (struct cmsghdr *control = CMSG_FIRSTHDR(header); control != NULL; control = CMSG_NXTHDR(header, control)) {
    read_control(record, control);
  }
  prepare(ring, slot);
}

static double micros_of(clockid_t clock) {
  struct timespec moment;
  clock_gettime(clock, &moment);
  return (double)moment.tv_sec * 1e6 + (double)moment.tv_nsec / 1e3;
}

/* The kernel stamps with the wall clock, which may be set at any time: turned into ours while it is fresh. */
static void use_boot_clock(receive_ring *ring, uint32_t count) {
  if (count == 0 || ring->record_memory[0].timestamp == 0) return;
  /* In this order: losing the processor in between makes a packet seem younger than it is, never older. A takeover
     that is too early is worse than one that is late, and the caller knows that nothing arrived after now. */
  double wall = micros_of(CLOCK_REALTIME);
  double offset = micros_of(CLOCK_BOOTTIME) - wall;
  for (uint32_t slot = 0; slot < count; slot += 1) {
    if (ring->record_memory[slot].timestamp != 0) ring->record_memory[slot].timestamp += offset;
  }
}

/* receive(): how many slots were filled, 0 when nothing waits; an error of the socket is thrown once */
napi_value socket_receive(napi_env env, napi_callback_info info) {
  size_t count = 0;
  native_socket *own = socket_this(env, info, "recvmmsg", &count, NULL, NULL);
  if (own == NULL) return NULL;
  receive_ring *ring = &own->ring;
  if (ring->slots == 0) return throw_argument(env, "recvmmsg", "configureReceive was not called");
  if (!still_there(env, ring->data, ring->data_memory, (size_t)ring->slots * ring->slot_size) ||
      !still_there(env, ring->records, ring->record_memory, ring->slots * sizeof(receive_record))) {
    return throw_argument(env, "recvmmsg", "a receive buffer was transferred away");
  }
  if (own->pending_error != 0) {
    int error = own->pending_error;
    own->pending_error = 0;
    return throw_errno(env, "recvmmsg", error);
  }
  int received;
  do {
    received = recvmmsg(own->fd, ring->headers, ring->slots, MSG_DONTWAIT, NULL);
  } while (received < 0 && errno == EINTR);
  if (received < 0 && errno != EAGAIN) return throw_errno(env, "recvmmsg", errno);
  for (int slot = 0; slot < received; slot += 1) read_message(ring, (uint32_t)slot);
  use_boot_clock(ring, received < 0 ? 0 : (uint32_t)received);
  napi_value result;
  return napi_create_uint32(env, received < 0 ? 0 : (uint32_t)received, &result) == napi_ok ? result : NULL;
}
