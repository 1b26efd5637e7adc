package io.tandem.localaws.s3;

import io.tandem.localsagemaker.s3.S3Folder;
import io.undertow.Undertow;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/** S3 on a free port of the loopback address, over a folder. */
record TestServer(Undertow undertow, S3 s3, Path root) implements AutoCloseable {
  static final String REGION = "eu-west-1";

  static TestServer start(Path root) throws IOException {
    Files.createDirectories(root);
    S3 s3 = S3.open(S3Folder.open(root), REGION);
    var undertow = Undertow.builder().addHttpListener(0, "127.0.0.1", s3).build();
    undertow.start();
    return new TestServer(undertow, s3, root);
  }

  /** For a process of its own: prints its port, then serves until it is killed. */
  public static void main(String[] args) throws IOException {
    System.out.println(start(Path.of(args[0])).port());
  }

  int port() {
    return ((InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress()).getPort();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + port());
  }

  /** An unmodified client, which is to close; it does not ask again, as that would hide faults. */
  S3Client client() {
    return client(address());
  }

  static S3Client client(URI address) {
    return S3Client.builder()
        .endpointOverride(address)
        .region(Region.of(REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClient(UrlConnectionHttpClient.create())
        .overrideConfiguration(to -> to.retryStrategy(DefaultRetryStrategy.doNotRetry()))
        .build();
  }

  /** The file of an object. */
  Path file(String bucket, String key) {
    return root.resolve(bucket).resolve(key);
  }

  @Override
  public void close() {
    undertow.stop();
    s3.close();
  }
}
