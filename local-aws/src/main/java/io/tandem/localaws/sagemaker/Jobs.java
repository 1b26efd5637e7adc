package io.tandem.localaws.sagemaker;

import io.tandem.localaws.logs.LogCatalog;
import io.tandem.localaws.resource.Members;
import io.tandem.localaws.resource.Resource;
import io.tandem.localaws.resource.ResourceKind;
import io.tandem.localaws.resource.ResourceStore;
import io.tandem.localaws.wire.AwsException;
import io.tandem.localsagemaker.job.JobOutcome;
import io.tandem.localsagemaker.job.JobRun;
import io.tandem.localsagemaker.job.ProcessingRun;
import io.tandem.localsagemaker.job.TrainingRun;
import io.tandem.localsagemaker.job.TransformRun;
import io.tandem.localsagemaker.request.ModelRequest;
import io.tandem.localsagemaker.request.ProcessingJob;
import io.tandem.localsagemaker.request.TrainingJob;
import io.tandem.localsagemaker.request.TransformJob;
import io.tandem.localsagemaker.terminal.SetupException;
import io.tandem.localsagemaker.terminal.Terminal;
import io.tandem.strictjson.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Training, processing and transform jobs. Each runs in a thread of its own, from its creation on.
 * Closing stops them all and waits for their ends.
 */
public final class Jobs implements AutoCloseable {
  static final List<ResourceKind> KINDS =
      List.of(ResourceKind.TRAINING_JOB, ResourceKind.PROCESSING_JOB, ResourceKind.TRANSFORM_JOB);

  private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

  private final ResourceStore store;
  private final Platform platform;
  private final Map<String, Running> running = new ConcurrentHashMap<>();
  private volatile boolean closing;

  /**
   * A job that can begin.
   *
   * @param run makes its run
   * @param artifacts where a training job's model will be; empty for other jobs
   */
  private record Start(Function<Terminal, JobRun> run, Optional<String> artifacts) {
    static Start of(Function<Terminal, JobRun> run) {
      return new Start(run, Optional.empty());
    }
  }

  private record Running(JobDescription description, Thread thread, StopSwitch stop) {}

  public Jobs(ResourceStore store, Platform platform) {
    this.store = store;
    this.platform = platform;
  }

  /** What runs when this program ended has failed. To be called before the first job. */
  public void markLost() {
    for (ResourceKind kind : KINDS) {
      for (Resource job : store.all(kind)) {
        if (job.status().equals("InProgress") || job.status().equals("Stopping")) {
          new JobDescription(store, kind, job.name())
              .ended(JobOutcome.failed("InternalServerError: the program that ran the job ended"));
        }
      }
    }
  }

  Json.Obj create(ResourceKind kind, Json.Obj request) {
    var metrics = MetricDefinitions.of(request);
    var named = new Named(kind, store, platform.owner());
    Start start;
    try {
      start = start(kind, request);
    } catch (SetupException e) {
      throw Named.refused(e.problems());
    }
    Resource job = named.add(request, JobDescription.created(named, request, start.artifacts()));
    var description = new JobDescription(store, kind, job.name());
    var stop = new StopSwitch();
    Thread thread =
        Thread.ofVirtual()
            .name(kind.arnType() + " " + job.name())
            .unstarted(() -> run(description, start, metrics, stop));
    running.put(job.arn(), new Running(description, thread, stop));
    thread.start();
    return named.arnOf(job);
  }

  private Start start(ResourceKind kind, Json.Obj request) {
    return switch (kind) {
      case TRAINING_JOB -> {
        TrainingJob job = TrainingJob.of(request, platform.owner());
        yield new Start(
            terminal -> new TrainingRun(job, platform.s3(), platform.images(), terminal),
            Optional.of(TrainingRun.artifacts(job)));
      }
      case PROCESSING_JOB -> {
        ProcessingJob job = ProcessingJob.of(request, platform.owner());
        yield Start.of(
            terminal -> new ProcessingRun(job, platform.s3(), platform.images(), terminal));
      }
      case TRANSFORM_JOB -> {
        Resource found =
            new Named(ResourceKind.MODEL, store, platform.owner())
                .find(Members.text(request, "ModelName"));
        ModelRequest model = ModelRequest.of(Models.request(found.description()));
        if (model.multiModel().isPresent()) {
          throw new SetupException(
              "ModelName: a transform job cannot name a model of many: use Mode SingleModel");
        }
        TransformJob job = TransformJob.of(request, model.name());
        yield Start.of(
            terminal ->
                new TransformRun(
                    model,
                    job,
                    platform.s3(),
                    platform.images(),
                    platform.startupTimeout(),
                    terminal));
      }
      default -> throw new IllegalArgumentException(kind + " is no job");
    };
  }

  private void run(
      JobDescription description, Start start, MetricDefinitions metrics, StopSwitch stop) {
    JobOutcome outcome;
    try (PrintStream log = platform.log(description.kind(), description.name());
        JobRun run = start.run().apply(new Terminal(log))) {
      stop.attach(run);
      outcome = run.run(description::entered);
      log.println(description.name() + " | " + outcome);
    } catch (SetupException e) {
      outcome = JobOutcome.failed("ClientError: " + e.problems());
    } catch (InterruptedException e) {
      outcome = JobOutcome.failed("InternalServerError: the job was interrupted");
    } catch (RuntimeException | Error e) {
      LOG.error("job {} failed", description.name(), e);
      outcome = JobOutcome.failed("InternalServerError: see the log of this program");
    }
    boolean cut = closing && outcome.status() == JobOutcome.Status.STOPPED;
    JobOutcome kept = cut ? JobOutcome.failed("InternalServerError: the program ended") : outcome;
    String arn = description.arn();
    try {
      description.measured(metrics(description, metrics));
      description.ended(kept);
    } finally {
      running.remove(arn);
    }
    platform
        .terminal()
        .say("%s %s: %s".formatted(description.kind().spoken(), description.name(), kept));
  }

  private List<Json> metrics(JobDescription description, MetricDefinitions metrics) {
    try {
      return metrics.last(LogCatalog.file(platform.logs(), description.kind(), description.name()));
    } catch (IOException e) {
      LOG.error("the log of job {} cannot be read", description.name(), e);
      return List.of();
    }
  }

  Json.Obj stop(ResourceKind kind, Json.Obj request) {
    Resource job = new Named(kind, store, platform.owner()).find(request);
    Running found = running.get(job.arn());
    if (found == null || !found.description().stopping()) {
      String status = store.find(kind, job.name()).map(Resource::status).orElse("");
      throw AwsException.validation(
          "The request was rejected because the %s is in status %s."
              .formatted(kind.spoken(), status));
    }
    found.stop().stop();
    return Json.object(Map.of());
  }

  /**
   * Takes the machine of a training job away, as the service may in managed spot training.
   *
   * @throws AwsException when no such job runs
   */
  void interrupt(String arn) {
    Running job = running.get(arn);
    if (job == null || !job.stop().interrupt()) {
      throw AwsException.validation(
          Tags.INTERRUPT
              + ": expected a training job that runs, with EnableManagedSpotTraining: found "
              + arn);
    }
  }

  @Override
  public void close() {
    closing = true;
    List<Running> left = List.copyOf(running.values());
    left.forEach(job -> job.stop().stop());
    boolean interrupted = false;
    for (Running job : left) {
      interrupted |= joined(job.thread());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean joined(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }
}
