package io.tandem.localaws;

import io.tandem.localsagemaker.container.Images;
import io.tandem.localsagemaker.request.AccountRegion;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.localsagemaker.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ProcessingJobStatus;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariant;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sts.StsClient;

/** The whole server on a free port, and unmodified clients of it, which do not ask again. */
final class TestAws implements AutoCloseable {
  static final AccountRegion OWNER = new AccountRegion("111122223333", "eu-west-1");
  static final String ROLE = "arn:aws:iam::111122223333:role/test";
  static final String IMAGE = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/test-image:1.0";

  /** A second of a state machine is a millisecond. */
  private static final int HURRY = 1000;

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final String address;
  private final Runnable end;
  final SageMakerClient sagemaker;
  final SageMakerRuntimeClient runtime;
  final S3Client s3;
  final StsClient sts;
  final CloudWatchLogsClient logs;
  final ApplicationAutoScalingClient scaling;
  final SfnClient states;

  private TestAws(String address, Runnable end) {
    this.address = address;
    this.end = end;
    sagemaker = client(SageMakerClient.builder());
    runtime = client(SageMakerRuntimeClient.builder());
    s3 = client(S3Client.builder());
    sts = client(StsClient.builder());
    logs = client(CloudWatchLogsClient.builder());
    scaling = client(ApplicationAutoScalingClient.builder());
    states = client(SfnClient.builder());
  }

  /** With the bucket {@code bucket}, and what an earlier one has left in the folder. */
  static TestAws start(Path folder) throws IOException {
    return start(folder, OutputStream.nullOutputStream());
  }

  /**
   * @param terminal is told what a person would be
   */
  static TestAws start(Path folder, OutputStream terminal) throws IOException {
    var server =
        LocalAwsServer.start(
            0,
            folder.resolve("state"),
            OWNER,
            S3Folder.open(s3(folder)),
            new Images.Jars(Map.of("test-image", jar(folder))),
            Duration.ofSeconds(30),
            HURRY,
            new Terminal(new PrintStream(terminal, true, StandardCharsets.UTF_8)));
    return new TestAws(server.address(), server::close);
  }

  /** As {@link #start(Path)}, in a process of its own: its end is a kill. */
  static TestAws startProcess(Path folder) throws IOException {
    TestProgram program =
        TestProgram.start(s3(folder), folder.resolve("state"), jar(folder), HURRY);
    return new TestAws(program.address(), program::close);
  }

  private static Path s3(Path folder) throws IOException {
    Path s3 = folder.resolve("s3");
    Files.createDirectories(s3.resolve("bucket"));
    return s3;
  }

  private static Path jar(Path folder) throws IOException {
    Path jar = folder.resolve("test-image.jar");
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, TestImage.class.getName());
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            TestImage.class.getProtectionDomain().getCodeSource().getLocation().toString());
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return jar;
  }

  String address() {
    return address;
  }

  private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder) {
    return builder
        .endpointOverride(URI.create(address()))
        .region(Region.of(OWNER.region()))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClient(UrlConnectionHttpClient.create())
        .overrideConfiguration(to -> to.retryStrategy(DefaultRetryStrategy.doNotRetry()))
        .build();
  }

  void put(String key, String content) {
    s3.putObject(to -> to.bucket("bucket").key(key), RequestBody.fromString(content));
  }

  /** A model's archive whose container answers with a text. */
  void putArchive(String key, String text) throws IOException {
    var archive = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(archive))) {
      byte[] weights = text.getBytes(StandardCharsets.UTF_8);
      var entry = new TarArchiveEntry("weights.txt");
      entry.setSize(weights.length);
      tar.putArchiveEntry(entry);
      tar.write(weights);
      tar.closeArchiveEntry();
    }
    s3.putObject(to -> to.bucket("bucket").key(key), RequestBody.fromBytes(archive.toByteArray()));
  }

  /** A model whose container answers with its name; it does what {@link TestImage} can. */
  void model(String name, String what) throws IOException {
    putArchive(name + ".tar.gz", name);
    sagemaker.createModel(
        to ->
            to.modelName(name)
                .executionRoleArn(ROLE)
                .primaryContainer(
                    of ->
                        of.image(IMAGE)
                            .modelDataUrl("s3://bucket/" + name + ".tar.gz")
                            .environment(Map.of("TEST_DO", what))));
  }

  /** Asks until an answer is as it should be, and returns that. */
  static <T> T await(Supplier<T> answer, Predicate<T> expected) {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (true) {
      T found = answer.get();
      if (expected.test(found)) {
        return found;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain; the last answer was " + found);
      }
      Thread.onSpinWait();
    }
  }

  /** An endpoint configuration for a model, of its name. */
  void configure(String model) {
    sagemaker.createEndpointConfig(
        to ->
            to.endpointConfigName(model)
                .productionVariants(
                    ProductionVariant.builder()
                        .variantName("AllTraffic")
                        .modelName(model)
                        .instanceType("ml.m5.large")
                        .initialInstanceCount(2)
                        .build()));
  }

  /** An endpoint of a model, with a configuration, all of one name. */
  void serve(String model) {
    configure(model);
    sagemaker.createEndpoint(to -> to.endpointName(model).endpointConfigName(model));
  }

  /** Asks until an endpoint answers, whatever that is. */
  String answered(String endpoint) {
    return await(
        () -> {
          try {
            return invoke(endpoint, "x");
          } catch (SdkException e) {
            return String.valueOf(e.getMessage());
          }
        },
        answer -> answer.endsWith("|x"));
  }

  /** Returns when a processing job of this name has said it, and has failed. */
  void runJobThatFails(String name, String says) {
    sagemaker.createProcessingJob(
        TestJobs.processing(name, "fail")
            .andThen(to -> to.environment(Map.of("TEST_SAY", says, "TEST_DO", "fail"))));
    await(
        () ->
            sagemaker.describeProcessingJob(of -> of.processingJobName(name)).processingJobStatus(),
        status -> status == ProcessingJobStatus.FAILED);
  }

  String invoke(String endpoint, String body) {
    return runtime
        .invokeEndpoint(
            to ->
                to.endpointName(endpoint)
                    .contentType("text/csv")
                    .body(SdkBytes.fromString(body, StandardCharsets.UTF_8)))
        .body()
        .asUtf8String();
  }

  /** The clients stay. */
  void end() {
    end.run();
  }

  @Override
  public void close() {
    sagemaker.close();
    runtime.close();
    s3.close();
    sts.close();
    logs.close();
    scaling.close();
    states.close();
    end();
  }
}
