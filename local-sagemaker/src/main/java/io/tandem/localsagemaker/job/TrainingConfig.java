package io.tandem.localsagemaker.job;

import io.tandem.localsagemaker.request.TrainingJob;
import io.tandem.strictjson.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of {@code /opt/ml/input/config}, as the platform writes them. */
final class TrainingConfig {
  private TrainingConfig() {}

  static void write(TrainingJob job, Path folder) throws IOException {
    write(folder, "hyperparameters.json", texts(job.hyperparameters()));
    var channels = new LinkedHashMap<String, Json>();
    for (TrainingJob.Channel channel : job.channels()) {
      var members = new LinkedHashMap<String, String>();
      channel.contentType().ifPresent(type -> members.put("ContentType", type));
      members.put("TrainingInputMode", channel.mode());
      members.put("S3DistributionType", "FullyReplicated");
      members.put("RecordWrapperType", "None");
      channels.put(channel.name(), texts(members));
    }
    write(folder, "inputdataconfig.json", Json.object(channels));
    String host = job.container().hostname();
    write(
        folder,
        "resourceconfig.json",
        Json.object(
            Map.of(
                "current_host", Json.text(host),
                "current_instance_type", Json.text(job.resources().instanceType()),
                "hosts", Json.texts(List.of(host)),
                "network_interface_name", Json.text("lo"))));
  }

  /**
   * @param place of the checkpoints, as the container sees it
   */
  static void writeCheckpoints(String uri, Path place, Path folder) throws IOException {
    write(
        folder,
        "checkpointconfig.json",
        texts(Map.of("LocalPath", place.toString(), "S3Uri", uri)));
  }

  private static Json.Obj texts(Map<String, String> texts) {
    var members = new LinkedHashMap<String, Json>();
    texts.forEach((name, text) -> members.put(name, Json.text(text)));
    return Json.object(members);
  }

  private static void write(Path folder, String name, Json json) throws IOException {
    Files.writeString(folder.resolve(name), json.canonical() + "\n");
  }
}
