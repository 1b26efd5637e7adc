package io.tandem.inferencetestkit.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tandem.inferencetestkit.Answer;
import io.tandem.inferencetestkit.ErrorBody;
import io.tandem.inferencetestkit.models.ModelsUnderTest.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An archive is read below the folder of the archives, and nowhere else, whatever leads there. */
interface AddressContract extends ModelsContract {
  @Test
  default void anAddressOutsideTheFolderIsA400() throws IOException {
    Endpoint endpoint = endpoint();
    Path folder = endpoint.newFolder();
    kinds().good(1, folder);
    String url = endpoint.server().url(folder);
    String models = endpoint.server().url(endpoint.models());
    String base = String.valueOf(Path.of(models).getParent());
    // Beside it, under a name that begins like it.
    Path beside = Files.createDirectories(endpoint.base().resolve("models-2").resolve("model"));
    kinds().good(1, beside);
    for (String outside :
        List.of(
            "/",
            "/etc",
            base,
            base + "/",
            models,
            models + "/",
            models + "/.",
            models + "/..",
            models + "/../models-2/model",
            models + "-2/model",
            url + "/../../../..",
            url + "/../../../../models-2/model",
            "models",
            ".",
            "..",
            "model",
            "file://" + url,
            "file:" + url,
            "s3://bucket/key",
            "http://localhost/model",
            " " + url,
            url + "\u0000",
            "\u0000",
            url + "/absent",
            models + "/absent/../../models-2/model",
            "x".repeat(3000),
            "/x".repeat(1500))) {
      refused(outside);
    }
  }

  @Test
  default void aFolderIsTheSameByAnyWayThatStaysInside() throws IOException {
    Endpoint endpoint = endpoint();
    Path folder = endpoint.newFolder();
    Question question = kinds().good(1, folder);
    String url = endpoint.server().url(folder);
    String id = endpoint.newId();
    for (String way : List.of(url, url + "/", url + "/.", url + "/../model", url + "//")) {
      endpoint.assertStatus(200, endpoint.calls().load(id, way));
      question.assertAnsweredBy(endpoint.calls().invoke(id, question.sample()));
      assertEquals(way, ModelPage.one(endpoint.calls().get(id)).modelUrl());
      endpoint.unload(id);
    }
  }

  @Test
  default void aLinkOutOfTheFolderIsA400() throws IOException {
    Endpoint endpoint = endpoint();
    Path outside = Files.createDirectories(endpoint.base().resolve("outside").resolve("model"));
    kinds().good(1, outside);
    Path link = endpoint.newFolder().resolveSibling("link");
    for (Path target :
        List.of(
            outside,
            outside.getParent(),
            Path.of("..", "..", "outside", "model"),
            Path.of("/"),
            Path.of("/etc"),
            endpoint.models(),
            link)) {
      Files.createSymbolicLink(link, target);
      refused(endpoint.server().url(link));
      refused(endpoint.server().url(link.resolve("model")));
      Files.delete(link);
    }
  }

  @Test
  default void anArchiveWithALinkOutOfItIsA400() throws IOException {
    Endpoint endpoint = endpoint();
    Path outside = endpoint.base().resolve("outside-file");
    Files.writeString(outside, "secret");
    for (Path target :
        List.of(outside, Path.of("..", "..", "..", "outside-file"), Path.of("/etc/passwd"))) {
      Path folder = endpoint.newFolder();
      kinds().good(1, folder);
      Files.createSymbolicLink(folder.resolve("more"), target);
      refused(endpoint.server().url(folder));
    }
    Path deep = endpoint.newFolder();
    kinds().good(1, deep);
    Path inner = Files.createDirectories(deep.resolve("a/b/c"));
    Files.createSymbolicLink(inner.resolve("folder"), Path.of("/etc"));
    refused(endpoint.server().url(deep));
  }

  /** Its own files, moved out and linked to: what was good is not read over a link. */
  @Test
  default void anArchiveWhoseFilesAreElsewhereIsA400() throws IOException {
    Endpoint endpoint = endpoint();
    Path elsewhere = Files.createDirectories(endpoint.base().resolve("elsewhere"));
    kinds().good(1, elsewhere);
    Path folder = endpoint.newFolder();
    try (var files = Files.list(elsewhere)) {
      for (Path file : files.toList()) {
        Files.createSymbolicLink(folder.resolve(file.getFileName()), file);
      }
    }
    refused(endpoint.server().url(folder));
  }

  private void refused(String url) throws IOException {
    Answer answer = endpoint().calls().load("outside", url);
    assertEquals(400, answer.status(), () -> url + ": " + answer);
    ErrorBody error = ErrorBody.of(answer);
    assertFalse(error.detail().isBlank(), answer::toString);
    assertFalse(error.detail().contains("root:"), answer::toString);
    assertEquals(404, endpoint().calls().get("outside").status());
  }
}
