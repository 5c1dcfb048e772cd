using Gateway.Bench.Report;

namespace Gateway.Bench.Figures;

/// <summary>What a figure has to work with: its load, a Kafka, the progress line.</summary>
internal sealed record FigureRun(BenchOptions Options, BenchRunner Bench, Progress Progress, CancellationToken Stop);
