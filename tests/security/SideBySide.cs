// Most tests wait for Kafka and for clients, not for the processor: so more of them run at once than there are cores. A test has topics and nodes of its own;
// one that measures the process is in MeasuringCollection.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]
