package io.tandem.localsagemaker;

import io.tandem.localsagemaker.endpoint.ByteBudget;
import io.tandem.localsagemaker.endpoint.Endpoint;
import io.tandem.localsagemaker.endpoint.EndpointServer;
import io.tandem.localsagemaker.endpoint.HostedEndpoint;
import io.tandem.localsagemaker.multimodel.LoadedModels;
import io.tandem.localsagemaker.request.ModelRequest;
import io.tandem.localsagemaker.terminal.SetupException;
import io.tandem.localsagemaker.terminal.Terminal;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves a model until a container ends or the thread is interrupted. */
@Command(
    name = "endpoint",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Serves the model until Ctrl-C, as a real-time endpoint does.")
final class EndpointCommand implements Callable<Integer> {
  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      converter = Port.class,
      description = "On the loopback address (default: ${DEFAULT-VALUE}; 0: any free one).")
  private int port;

  @Option(
      names = "--endpoint-name",
      paramLabel = "NAME",
      description = "For /endpoints/NAME/invocations (default: the model's name).")
  private @Nullable String endpointName;

  @Option(
      names = "--model-memory-mb",
      paramLabel = "MB",
      converter = ModelMemory.class,
      description =
          "The memory of the container in Mode MultiModel, in MiB. Above it, models that nobody"
              + " uses are unloaded before another is loaded (default: they are when it answers"
              + " 507).")
  private @Nullable Long modelMemory;

  @Mixin private final ModelOptions options = new ModelOptions();

  private final Terminal terminal;

  EndpointCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    ModelRequest model = options.model();
    var endpoint =
        new Endpoint(
            endpointName == null ? model.name() : endpointName,
            "AllTraffic",
            model.owner().account(),
            model.owner().region());
    if (modelMemory != null && model.multiModel().isEmpty()) {
      throw new SetupException(
          "--model-memory-mb is for a container in Mode MultiModel: the request has none");
    }
    EndpointServer.checkFree(port);
    try (var containers = options.start(model, Map.of(), terminal);
        var server =
            EndpointServer.start(
                endpoint,
                containers,
                HostedEndpoint.INVOCATION_TIMEOUT,
                ByteBudget.ofHeap(),
                port,
                modelMemory == null ? LoadedModels.NO_LIMIT : modelMemory)) {
      String address = "http://127.0.0.1:" + server.port();
      terminal.say("listening on %s/invocations".formatted(address));
      terminal.say("      and on %s/endpoints/%s/invocations".formatted(address, endpoint.name()));
      terminal.say(containers.awaitEnd());
      return 1;
    }
  }

  /** As TCP has them; 0 stands for any free one. */
  static final class Port implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      return ModelOptions.wholeNumber(value, 0, 65_535);
    }
  }

  /** From MiB to bytes; at most a TiB. */
  static final class ModelMemory implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      return (long) ModelOptions.wholeNumber(value, 1, 1_048_576) << 20;
    }
  }
}
