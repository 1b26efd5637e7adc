package io.tandem.localsagemaker.multimodel;

import io.tandem.localsagemaker.pipeline.CallResult;
import io.tandem.localsagemaker.pipeline.ContainerClient;
import io.tandem.localsagemaker.pipeline.RequestBody;
import io.tandem.localsagemaker.pipeline.TargetModel;
import io.tandem.strictjson.Json;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;

/** The calls that load and unload a model. Each waits for its answer; not for I/O threads. */
record ModelCalls(ContainerClient client) {
  private static final Duration UNLOAD_TIMEOUT = Duration.ofSeconds(60);
  private static final int MAX_ANSWER_BYTES = 64 * 1024;

  /**
   * @param folder of the model as the container sees it
   */
  CallResult load(HostedModel model, Path folder, Duration timeout) throws InterruptedException {
    var body = new LinkedHashMap<String, Json>();
    body.put("model_name", Json.text(model.id()));
    body.put("url", Json.text(folder.toString()));
    var headers = new HeaderMap();
    headers.put(Headers.CONTENT_TYPE, "application/json");
    headers.put(TargetModel.HEADER, model.key());
    byte[] bytes = Json.object(body).compact().getBytes(StandardCharsets.UTF_8);
    return call(Methods.POST, "/models", headers, new RequestBody.Bytes(bytes), timeout);
  }

  CallResult unload(HostedModel model) throws InterruptedException {
    return call(Methods.DELETE, model.path(), new HeaderMap(), RequestBody.NONE, UNLOAD_TIMEOUT);
  }

  private CallResult call(
      HttpString method, String path, HeaderMap headers, RequestBody body, Duration timeout)
      throws InterruptedException {
    return client.await(method, path, headers, body, MAX_ANSWER_BYTES, timeout);
  }
}
