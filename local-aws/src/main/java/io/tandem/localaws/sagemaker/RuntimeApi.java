package io.tandem.localaws.sagemaker;

import io.tandem.localsagemaker.endpoint.RequestId;
import io.tandem.localsagemaker.endpoint.RuntimeError;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SageMaker's runtime: {@code POST /endpoints/{name}/invocations}, or async-invocations. */
public final class RuntimeApi {
  private static final Pattern PATH =
      Pattern.compile("/endpoints/([a-zA-Z0-9-]{1,63})/([a-z-]{1,40})");

  private RuntimeApi() {}

  /** Handles requests of a server whose I/O threads call the containers. */
  public static HttpHandler of(Endpoints endpoints) {
    return new RequestId(exchange -> handle(endpoints, exchange));
  }

  private static void handle(Endpoints endpoints, HttpServerExchange exchange) throws Exception {
    Matcher path = PATH.matcher(exchange.getRequestPath());
    if (!path.matches() || !exchange.getRequestMethod().equals(Methods.POST)) {
      RuntimeError.of(404, "UnknownOperationException", "No such operation").send(exchange);
      return;
    }
    boolean async = path.group(2).equals("async-invocations");
    if (path.group(2).equals("invocations-response-stream")) {
      RuntimeError.of(
              400,
              "UnknownOperationException",
              "InvokeEndpointWithResponseStream is not supported here: use InvokeEndpoint, whose"
                  + " response comes as a whole")
          .send(exchange);
      return;
    }
    if (!async && !path.group(2).equals("invocations")) {
      RuntimeError.of(404, "UnknownOperationException", "No such operation").send(exchange);
      return;
    }
    String name = path.group(1);
    LiveEndpoint endpoint = endpoints.live(name).orElse(null);
    if (endpoint == null || !(async ? endpoint.handleAsync(exchange) : endpoint.handle(exchange))) {
      RuntimeError.validation(
              "Endpoint %s of account %s not found.".formatted(name, endpoints.account()))
          .send(exchange);
    }
  }
}
