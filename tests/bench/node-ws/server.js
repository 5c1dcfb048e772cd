// The contender: the Node.js server that is usually put beside an application. Reads the topic with kafkajs and sends each event
// to every client of its channel with ws. Kept as simple as such servers are, but not made worse: no compression, no
// offset commits, JSON.stringify once for each event. SEND_AS=buffer also spares ws the conversion of the text for each client.
const http = require('http');
const { WebSocketServer } = require('ws');
const { CompressionCodecs, CompressionTypes, Kafka, logLevel } = require('kafkajs');
const lz4 = require('lz4js');

const { PORT, TOPIC, KAFKA_BOOTSTRAP_SERVERS, SEND_AS = 'string' } = process.env;
const channels = new Map();
let ready = false;

// kafkajs brings no LZ4, which is what the publisher API compresses with.
CompressionCodecs[CompressionTypes.LZ4] = () => ({ decompress: bytes => Buffer.from(lz4.decompress(bytes)) });

// For the measuring of memory.
process.on('SIGUSR2', () => global.gc?.());

const server = http.createServer((request, response) => response.writeHead(ready ? 200 : 503).end());
const sockets = new WebSocketServer({ server, perMessageDeflate: false });

sockets.on('connection', socket => {
  let channel;
  socket.on('error', () => {});
  socket.on('message', message => {
    channel = JSON.parse(message).subscribe;
    if (!channels.has(channel)) channels.set(channel, new Set());
    channels.get(channel).add(socket);
    socket.send(JSON.stringify({ subscribed: channel }));
  });
  socket.on('close', () => channels.get(channel)?.delete(socket));
});

function eventOf(partition, { key, value, headers, offset }) {
  return {
    channel: key.toString(),
    position: `${partition}.${offset}`,
    id: headers.ce_id.toString(),
    source: headers.ce_source.toString(),
    type: headers.ce_type.toString(),
    time: headers.ce_time.toString(),
    datacontenttype: headers['content-type'].toString(),
    data: JSON.parse(value),
  };
}

function broadcast(event) {
  const text = JSON.stringify({ event });
  const message = SEND_AS === 'buffer' ? Buffer.from(text) : text;
  for (const socket of channels.get(event.channel) ?? []) socket.send(message, { binary: false });
}

async function main() {
  const kafka = new Kafka({ brokers: KAFKA_BOOTSTRAP_SERVERS.split(','), logLevel: logLevel.ERROR });
  const consumer = kafka.consumer({ groupId: `bench-${process.pid}-${Date.now()}` });
  await consumer.connect();
  await consumer.subscribe({ topic: TOPIC });
  // The first fetch, not the join, says that the end of each partition is known: what is published from then on is seen.
  consumer.on(consumer.events.FETCH_START, () => { ready = true; });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message }) => broadcast(eventOf(partition, message)),
  });
  server.listen({ port: Number(PORT), host: '127.0.0.1', backlog: 4096 });
}

main().catch(failure => { console.error(failure); process.exit(1); });
