// The limit: what the kernel alone takes to send the same bytes to the same clients. No Kafka, no JSON, no queue: it answers the opening
// handshake of each of N clients, then sends all of them the same frames, K in one send(), at a rate or, when late, as fast as it can.
// usage: limit PORT CLIENTS FRAME_BYTES FRAMES_PER_WRITE FRAMES_PER_SECOND   (the rate is that of one client; 0: sends nothing)
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char upgraded[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                               "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
static const char ready[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
static const char subscribed[] = "\x81\x0f{\"limit\":\"open\"}";

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void sleep_until(uint64_t due) {
    struct timespec t = {due / 1000000000, due % 1000000000};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

// Blocking: a client that is slow then costs waiting, not CPU time.
static void send_all(int fd, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent <= 0) exit(0);
        bytes += sent;
        length -= sent;
    }
}

static int listen_on(int port) {
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(fd, (void *)&address, sizeof address) || listen(fd, 4096)) exit((perror("limit"), 1));
    return fd;
}

// The next client that is open; who only asks whether the server is ready is answered on the way.
static int accept_client(int listener) {
    char text[4096];
    for (;;) {
        int fd = accept(listener, NULL, NULL), one = 1;
        size_t length = 0;
        ssize_t got;
        while ((got = recv(fd, text + length, sizeof text - 1 - length, 0)) > 0) {
            text[length += got] = 0;
            if (strstr(text, "\r\n\r\n")) break;
        }
        if (got > 0 && strncmp(text, "GET /readyz", 11)) {
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            send_all(fd, upgraded, sizeof upgraded - 1);
            if (recv(fd, text, sizeof text, 0) > 0) send_all(fd, subscribed, sizeof subscribed - 1);
            return fd;
        }
        if (got > 0) send_all(fd, ready, sizeof ready - 1);
        close(fd);
    }
}

// A text frame with a place for the stamp that the load client looks for: see Stamp.cs.
static size_t write_frame(char *frame, size_t bytes) {
    memset(frame, 'x', bytes);
    frame[0] = (char)0x81, frame[1] = 126, frame[2] = (bytes - 4) >> 8, frame[3] = bytes - 4;
    static const char start[] = "{\"stamp\":\"", end[] = "\",\"fill\":\"";
    memcpy(frame + 4, start, sizeof start - 1);
    memcpy(frame + 4 + sizeof start - 1 + 24, end, sizeof end - 1);
    memcpy(frame + bytes - 2, "\"}", 2);
    return 4 + sizeof start - 1;
}

static void stamp(char *digits, uint64_t at, uint32_t number) {
    char text[25];
    snprintf(text, sizeof text, "%016llx%08x", (unsigned long long)at, number);
    memcpy(digits, text, 24);
}

int main(int count, char **arguments) {
    if (count != 6) return 2;
    int clients = atoi(arguments[2]), together = atoi(arguments[4]);
    size_t bytes = atoi(arguments[3]), place = 0;
    double writes_per_second = atof(arguments[5]) / together;
    int listener = listen_on(atoi(arguments[1])), *fds = malloc(clients * sizeof *fds);
    char *frames = malloc(bytes * together);
    for (int k = 0; k < together; k++) place = write_frame(frames + k * bytes, bytes);
    for (int i = 0; i < clients; i++) fds[i] = accept_client(listener);
    if (writes_per_second == 0) pause();
    uint64_t started = now();
    for (uint32_t number = 0, round = 0;; round++) {
        sleep_until(started + (uint64_t)(round * 1e9 / writes_per_second));
        uint64_t at = now();
        for (int k = 0; k < together; k++) stamp(frames + k * bytes + place, at, number++);
        for (int i = 0; i < clients; i++) send_all(fds[i], frames, bytes * together);
    }
}
