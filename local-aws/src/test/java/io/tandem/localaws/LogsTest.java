package io.tandem.localaws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatchlogs.model.CloudWatchLogsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;

/** CloudWatch Logs by the SDK for Java, of jobs that really run. */
final class LogsTest {
  private static final String GROUP = "/aws/sagemaker/ProcessingJobs";

  @TempDir Path folder;
  private TestAws aws;

  @BeforeEach
  void start() throws IOException {
    aws = TestAws.start(folder);
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  /** Runs a job that says something and fails; returns the name of its stream. */
  private String run(String name, String says) {
    aws.runJobThatFails(name, says);
    return aws.logs
        .describeLogStreams(of -> of.logGroupName(GROUP).logStreamNamePrefix(name + "/"))
        .logStreams()
        .getFirst()
        .logStreamName();
  }

  /** Of the container alone; the end of a job is told in the log too. */
  private static List<String> said(List<String> messages) {
    return messages.stream()
        .filter(message -> message.contains(" | ") && !message.startsWith("local-sagemaker"))
        .map(message -> message.split(" \\| ", 2)[1])
        .toList();
  }

  private GetLogEventsResponse page(String stream, boolean fromHead, int limit, String token) {
    return aws.logs.getLogEvents(
        of ->
            of.logGroupName(GROUP)
                .logStreamName(stream)
                .startFromHead(fromHead)
                .limit(limit)
                .nextToken(token.isEmpty() ? null : token));
  }

  private static List<String> messages(GetLogEventsResponse page) {
    return page.events().stream().map(OutputLogEvent::message).toList();
  }

  private CloudWatchLogsException refused(Runnable call) {
    return assertThrows(CloudWatchLogsException.class, call::run);
  }

  @Test
  void whatAJobSaidIsReadWithItsTimes() {
    long begin = System.currentTimeMillis();
    String stream = run("job-1", "one\ntwo\n\u00fc\u20ac\ud834\udd1e");

    GetLogEventsResponse page = page(stream, true, 10_000, "");
    assertTrue(stream.matches("job-1/algo-1-[0-9]{10}"), stream);
    List<String> said = said(messages(page));
    assertEquals(List.of("one", "two", "\u00fc\u20ac\ud834\udd1e"), said.subList(0, 3));
    assertTrue(said.contains("the column amount is missing"), said::toString);
    long end = System.currentTimeMillis();
    assertTrue(
        page.events().stream().allMatch(e -> e.timestamp() >= begin && e.timestamp() <= end));
  }

  @Test
  void theTokenStaysTheSameAtTheEnd() {
    String stream = run("job-1", "one\ntwo");

    GetLogEventsResponse all = page(stream, true, 10_000, "");
    GetLogEventsResponse more = page(stream, true, 10_000, all.nextForwardToken());
    GetLogEventsResponse before = page(stream, true, 10_000, all.nextBackwardToken());

    assertEquals(List.of(), more.events());
    assertEquals(all.nextForwardToken(), more.nextForwardToken());
    assertEquals(List.of(), before.events());
    assertEquals(all.nextBackwardToken(), before.nextBackwardToken());
    assertEquals(all.events(), page(stream, true, 10_000, more.nextBackwardToken()).events());
  }

  @Test
  void pagesGoOnInBothDirections() {
    String stream = run("job-1", "1\n2\n3\n4\n5");
    List<String> all = messages(page(stream, true, 10_000, ""));

    var forwards = new ArrayList<String>();
    aws.logs
        .getLogEventsPaginator(
            of -> of.logGroupName(GROUP).logStreamName(stream).startFromHead(true).limit(2))
        .forEach(page -> forwards.addAll(messages(page)));
    var backwards = new ArrayList<String>();
    GetLogEventsResponse page = page(stream, false, 2, "");
    while (!page.events().isEmpty()) {
      backwards.addAll(0, messages(page));
      page = page(stream, false, 2, page.nextBackwardToken());
    }

    assertEquals(all, forwards);
    assertEquals(all, backwards);
  }

  @Test
  void timesBoundWhatIsRead() {
    String stream = run("job-1", "one\ntwo");
    List<OutputLogEvent> all = page(stream, true, 10_000, "").events();
    long last = all.getLast().timestamp();

    List<OutputLogEvent> before =
        aws.logs
            .getLogEvents(of -> of.logGroupName(GROUP).logStreamName(stream).endTime(last))
            .events();
    List<OutputLogEvent> since =
        aws.logs
            .getLogEvents(of -> of.logGroupName(GROUP).logStreamName(stream).startTime(last))
            .events();

    assertEquals(all.stream().filter(event -> event.timestamp() < last).toList(), before);
    assertEquals(all.stream().filter(event -> event.timestamp() == last).toList(), since);
    assertFalse(since.isEmpty());
  }

  @Test
  void eventsOfAllStreamsAreFiltered() {
    run("job-1", "ERROR one\nfine");
    run("job-2", "ERROR two\nERROR but fine");

    List<FilteredLogEvent> found =
        aws
            .logs
            .filterLogEventsPaginator(
                of -> of.logGroupName(GROUP).filterPattern("ERROR -fine -Failed").limit(1))
            .stream()
            .flatMap(page -> page.events().stream())
            .toList();

    assertEquals(
        List.of("ERROR one", "ERROR two"),
        said(found.stream().map(FilteredLogEvent::message).toList()));
    assertTrue(found.getFirst().logStreamName().startsWith("job-1/"), found::toString);
    assertEquals(2, found.stream().map(FilteredLogEvent::eventId).distinct().count());
    String stream = found.getLast().logStreamName();
    assertEquals(
        List.of("ERROR two", "ERROR but fine"),
        said(
            aws
                .logs
                .filterLogEvents(
                    of ->
                        of.logGroupName(GROUP)
                            .logStreamNames(stream)
                            .filterPattern("ERROR -Failed"))
                .events()
                .stream()
                .map(FilteredLogEvent::message)
                .toList()));
  }

  @Test
  void aPatternOfMoreThanTermsIsRefusedByName() {
    run("job-1", "one");

    String message =
        refused(
                () ->
                    aws.logs.filterLogEvents(
                        of -> of.logGroupName(GROUP).filterPattern("{ $.a = 1 }")))
            .awsErrorDetails()
            .errorMessage();

    assertTrue(message.startsWith("Invalid filter pattern"), message);
    assertTrue(message.endsWith("found { $.a = 1 }"), message);
  }

  @Test
  void groupsAndStreamsAreListedInPages() {
    String first = run("job-1", "one");
    String second = run("job-2", "two");

    List<LogGroup> groups =
        aws.logs.describeLogGroups(of -> of.logGroupNamePrefix("/aws/sagemaker/")).logGroups();
    List<String> latestFirst =
        aws
            .logs
            .describeLogStreamsPaginator(
                of -> of.logGroupName(GROUP).orderBy("LastEventTime").descending(true).limit(1))
            .logStreams()
            .stream()
            .map(LogStream::logStreamName)
            .toList();
    LogStream stream =
        aws.logs
            .describeLogStreams(of -> of.logGroupIdentifier(groups.getFirst().logGroupArn()))
            .logStreams()
            .getFirst();

    assertEquals(List.of(GROUP), groups.stream().map(LogGroup::logGroupName).toList());
    assertEquals(
        "arn:aws:logs:eu-west-1:111122223333:log-group:" + GROUP + ":*", groups.getFirst().arn());
    assertEquals(List.of(second, first), latestFirst);
    assertTrue(stream.firstEventTimestamp() <= stream.lastEventTimestamp());
    assertTrue(
        Instant.ofEpochMilli(stream.creationTime()).isAfter(Instant.now().minusSeconds(600)));
  }

  @Test
  void whatIsNotThereIsRefusedInTheWordsOfTheService() {
    run("job-1", "one");

    var group =
        refused(() -> aws.logs.describeLogStreams(of -> of.logGroupName("/aws/sagemaker/None")));
    var stream =
        refused(() -> aws.logs.getLogEvents(of -> of.logGroupName(GROUP).logStreamName("none")));
    var limit = refused(() -> aws.logs.describeLogGroups(of -> of.limit(51)));
    var token =
        refused(() -> aws.logs.filterLogEvents(of -> of.logGroupName(GROUP).nextToken("f/none")));
    var escaped =
        refused(
            () ->
                aws.logs.describeLogStreams(
                    of -> of.logGroupName("/aws/sagemaker/Endpoints/../processing-job/job-1")));

    assertEquals("ResourceNotFoundException", group.awsErrorDetails().errorCode());
    assertEquals("The specified log group does not exist.", group.awsErrorDetails().errorMessage());
    assertEquals(
        "The specified log stream does not exist.", stream.awsErrorDetails().errorMessage());
    assertEquals("InvalidParameterException", limit.awsErrorDetails().errorCode());
    assertEquals(
        "1 validation error detected: Value '51' at 'limit' failed to satisfy constraint: Member"
            + " must have value less than or equal to 50",
        limit.awsErrorDetails().errorMessage());
    assertEquals("The specified nextToken is invalid.", token.awsErrorDetails().errorMessage());
    assertEquals("ResourceNotFoundException", escaped.awsErrorDetails().errorCode());
  }
}
