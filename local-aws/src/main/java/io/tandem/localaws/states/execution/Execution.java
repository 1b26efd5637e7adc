package io.tandem.localaws.states.execution;

import io.tandem.localaws.resource.Members;
import io.tandem.localaws.states.definition.Faults;
import io.tandem.localaws.states.definition.Machine;
import io.tandem.localaws.states.definition.StateException;
import io.tandem.strictjson.Json;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One execution, running or ended; its file says everything of it. For many threads at once. */
public final class Execution {
  public static final String RUNNING = "RUNNING";

  static final String HEADER = "execution";

  /** An execution that was started longer ago is not redriven, as in the service. */
  private static final Duration REDRIVABLE = Duration.ofDays(14);

  private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

  private final Path file;
  private final Json.Obj header;
  private final Run.Services services;

  private String status = RUNNING;
  private @Nullable Json stopTime;
  private Members result = new Members();
  private long events;
  private int redrives;
  private @Nullable Json redriveTime;
  private @Nullable Running running;

  /** What an execution has while it runs. */
  private record Running(Journal journal, History history, Thread thread) {}

  private Execution(Path file, Json.Obj header, Run.Services services) {
    this.file = file;
    this.header = header;
    this.services = services;
  }

  /**
   * Begins.
   *
   * @param header members of DescribeExecution that never change, definition and revisionId too
   */
  public static Execution start(
      Path file, Json.Obj header, Machine machine, Run.Services services) {
    var execution = new Execution(file, header, services);
    Journal journal = Journal.open(file);
    try {
      journal.append(HEADER, header);
      var history = new History(journal, 0);
      execution.run(machine, journal, history, new Progress(journal), execution.begun(history));
      return execution;
    } catch (RuntimeException | Error e) {
      journal.close();
      throw e;
    }
  }

  private long begun(History history) {
    Members details = new Members().text("roleArn", text("roleArn"));
    return history.begin(
        "ExecutionStarted",
        "executionStartedEventDetails",
        History.data(details, "input", text("input")));
  }

  /** Of an earlier run of this program. What ran then has failed. */
  public static Optional<Execution> load(Path file, Run.Services services) {
    @Nullable Execution[] found = new Execution[1];
    Journal.read(
        file,
        (kind, line) -> {
          Execution execution = found[0];
          if (kind.equals(HEADER) && line instanceof Json.Obj header) {
            found[0] = new Execution(file, header, services);
          } else if (kind.equals(History.LINE)
              && line instanceof Json.Obj event
              && execution != null) {
            execution.read(event);
          }
        });
    Execution execution = found[0];
    if (execution == null) {
      return Optional.empty();
    }
    if (execution.status.equals(RUNNING)) {
      execution.lost();
    }
    return Optional.of(execution);
  }

  private void read(Json.Obj event) {
    events++;
    String type = Members.text(event, "type");
    String details = Character.toLowerCase(type.charAt(0)) + type.substring(1) + "EventDetails";
    Json.Obj members =
        event.fields().get(details) instanceof Json.Obj object ? object : new Members().object();
    switch (type) {
      case "ExecutionSucceeded" -> ended("SUCCEEDED", event, members);
      case "ExecutionFailed" -> ended("FAILED", event, members);
      case "ExecutionAborted" -> ended("ABORTED", event, members);
      case "ExecutionTimedOut" -> ended("TIMED_OUT", event, members);
      case "ExecutionRedriven" -> {
        status = RUNNING;
        stopTime = null;
        result = new Members();
        redrives++;
        redriveTime = event.fields().get("timestamp");
      }
      default -> {}
    }
  }

  private void ended(String how, Json.Obj event, Json.Obj details) {
    status = how;
    stopTime = event.fields().get("timestamp");
    result = Members.of(details, "outputDetails");
  }

  private synchronized void lost() {
    try (Journal journal = Journal.open(file)) {
      end(
          new History(journal, events),
          "ExecutionFailed",
          Interpreter.fault(
              new Members(),
              Faults.RUNTIME,
              "the program that ran the execution ended; RedriveExecution goes on where it was"));
    }
  }

  private Json.Obj context() {
    Members execution =
        new Members()
            .text("Id", text("executionArn"))
            .put("Input", Data.parse(text("input")))
            .text("Name", text("name"))
            .text("RoleArn", text("roleArn"))
            .text("StartTime", iso(member("startDate")))
            .put("RedriveCount", Json.num((long) redrives));
    if (redriveTime != null) {
      execution.text("RedriveTime", iso(redriveTime));
    }
    return new Members()
        .put("Execution", execution.object())
        .put(
            "StateMachine",
            new Members()
                .text("Id", text("stateMachineArn"))
                .text("Name", text("stateMachineName"))
                .object())
        .object();
  }

  private static String iso(Json time) {
    return instant(time).toString();
  }

  private static Instant instant(Json time) {
    double seconds = time instanceof Json.Num number ? number.value() : 0;
    return Instant.ofEpochMilli(Math.round(seconds * 1000));
  }

  private synchronized void run(
      Machine machine, Journal journal, History history, Progress progress, long event) {
    Interpreter interpreter = new Interpreter(new Run(context(), history, progress, services));
    Thread thread =
        Thread.ofVirtual()
            .name("execution " + text("name"))
            .unstarted(() -> run(interpreter, machine, event));
    running = new Running(journal, history, thread);
    thread.start();
    machine
        .timeout()
        .ifPresent(
            seconds ->
                Thread.ofVirtual().start(() -> timeOut(thread, ((Json.Num) seconds).value())));
  }

  private void run(Interpreter interpreter, Machine machine, long event) {
    try {
      Json input = Data.parse(text("input"));
      String output = interpreter.run(machine, input, event).compact();
      end("ExecutionSucceeded", History.data(new Members(), "output", output));
    } catch (StateException e) {
      end("ExecutionFailed", Interpreter.fault(new Members(), e));
    } catch (InterruptedException e) {
      // Whoever has interrupted it has said how it ended; or the program ends.
    } catch (RuntimeException | Error e) {
      LOG.error("execution {} failed: {}", text("name"), withoutText(e));
      end(
          "ExecutionFailed",
          Interpreter.fault(new Members(), Faults.RUNTIME, "see the log of this program"));
    } finally {
      closeJournal();
    }
  }

  /** A message may have data of the execution in it, which are not for the log. */
  private static String withoutText(Throwable failure) {
    var text = new StringBuilder();
    for (Throwable one = failure; one != null; one = one.getCause()) {
      text.append(one.getClass().getName());
      for (StackTraceElement frame : one.getStackTrace()) {
        text.append("\n    at ").append(frame);
      }
      text.append('\n');
    }
    return text.toString();
  }

  private synchronized void closeJournal() {
    if (running != null && running.thread().equals(Thread.currentThread())) {
      running.journal().close();
      running = null;
    }
  }

  private void timeOut(Thread thread, double seconds) {
    try {
      if (!thread.join(Duration.ofMillis((long) (seconds * 1000)))) {
        end("ExecutionTimedOut", new Members());
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** False when it has ended already. */
  private synchronized boolean end(String type, Members details) {
    if (!status.equals(RUNNING) || running == null) {
      return false;
    }
    end(running.history(), type, details);
    return true;
  }

  private void end(History history, String type, Members details) {
    String member = Character.toLowerCase(type.charAt(0)) + type.substring(1) + "EventDetails";
    Json.Obj event = history.end(type, member, details);
    read(event);
    try {
      history.write(event);
    } catch (UncheckedIOException e) {
      LOG.error("the end of execution {} is lost: it cannot be written", text("name"), e);
    }
    events = history.count();
  }

  /** Ends it, and stops the job that it waits for. False when it has ended already. */
  public synchronized boolean stop(String error, String cause) {
    Members details = new Members();
    if (!error.isEmpty()) {
      details.text("error", error);
    }
    if (!cause.isEmpty()) {
      details.text("cause", cause);
    }
    if (!end("ExecutionAborted", details) || running == null) {
      return false;
    }
    running.thread().interrupt();
    return true;
  }

  /** The program ends: what runs is found by the next start. Returns its thread. */
  public synchronized Optional<Thread> interrupt() {
    Optional<Thread> thread = Optional.ofNullable(running).map(Running::thread);
    thread.ifPresent(Thread::interrupt);
    return thread;
  }

  /** Why it cannot be redriven; empty when it can. */
  public synchronized Optional<String> notRedrivable() {
    if (status.equals(RUNNING)) {
      return Optional.of("Execution is RUNNING and cannot be redriven");
    }
    if (status.equals("SUCCEEDED")) {
      return Optional.of("Execution is SUCCEEDED and cannot be redriven");
    }
    if (events >= History.MAX_EVENTS - 1) {
      return Optional.of("Execution event history limit exceeded");
    }
    Instant started = Instant.ofEpochMilli((long) (Members.number(header, "startDate") * 1000));
    return started.plus(REDRIVABLE).isBefore(Instant.now())
        ? Optional.of("Execution redrivable period exceeded")
        : Optional.empty();
  }

  /**
   * Goes on at the state that failed. Empty when it cannot be.
   *
   * @return the time
   */
  public synchronized Optional<Json> redrive(Machine machine) {
    if (notRedrivable().isPresent() || running != null) {
      return Optional.empty();
    }
    Journal journal = Journal.open(file);
    try {
      var progress = new Progress(journal);
      Journal.read(file, progress::read);
      var history = new History(journal, events);
      Json.Obj event =
          history.end(
              "ExecutionRedriven",
              "executionRedrivenEventDetails",
              new Members().put("redriveCount", Json.num((long) redrives + 1)));
      history.write(event);
      read(event);
      history.reopen();
      run(machine, journal, history, progress, history.count());
      return Optional.ofNullable(redriveTime);
    } catch (RuntimeException | Error e) {
      journal.close();
      throw e;
    }
  }

  /** Waits for a run that is over but still stops a job. */
  public void awaitStopped() throws InterruptedException {
    Thread thread = stopping();
    if (thread != null) {
      thread.join();
    }
  }

  private synchronized @Nullable Thread stopping() {
    return running == null || status.equals(RUNNING) ? null : running.thread();
  }

  public String text(String member) {
    return Members.text(header, member);
  }

  /** Of the header: a time, say. */
  public Json member(String name) {
    return header.fields().getOrDefault(name, new Json.Null("$"));
  }

  public synchronized String status() {
    return status;
  }

  public synchronized int redrives() {
    return redrives;
  }

  public synchronized @Nullable Json stopTime() {
    return stopTime;
  }

  /** What a list and a description have of it. */
  public synchronized Members summary() {
    Members summary = new Members();
    for (String name : List.of("executionArn", "stateMachineArn", "name", "startDate")) {
      summary.put(name, header.fields().get(name));
    }
    summary.text("status", status).put("stopDate", stopTime);
    return summary.put("redriveCount", Json.num((long) redrives)).put("redriveDate", redriveTime);
  }

  /** output, or error and cause. */
  public synchronized Json.Obj result() {
    return result.object();
  }

  /** Its history's file. */
  public Path file() {
    return file;
  }
}
