package io.tandem.featurecontainer.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.loading.LoadResult;
import io.tandem.inferenceserver.resources.ServingResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routes that are wrong stop the start with one line that has all that is wrong. */
final class RoutedArtifactTest {
  private static final String DEFINITION =
      """
      {"name": "one", "version": 1, "dialect": 1,
       "record": {"order": "$.order", "label": "$.cancelled"},
       "sources": {"amount": {"path": "$.order.amount", "type": "number"}},
       "features": [{"name": "f", "value": "amount"}]}
      """;

  private static final String ROUTES =
      """
      {"by": ["$.market"], "sets": {"de": "germany", "fr": "france"}, "else": "reject"}
      """;

  @TempDir Path folder;
  private final ServingResources resources = new ServingResources(1 << 20);

  @BeforeEach
  void write() throws IOException {
    writeSet("germany");
    writeSet("france");
    writeRoutes(ROUTES);
  }

  @AfterEach
  void close() {
    resources.close();
  }

  private void writeSet(String name) throws IOException {
    Files.writeString(
        Files.createDirectory(folder.resolve(name)).resolve("features.json"), DEFINITION);
  }

  private void writeRoutes(String json) throws IOException {
    Files.writeString(folder.resolve("routes.json"), json);
  }

  private LoadResult load(Path artifact) {
    return new FeatureSetLoader(List.of(), false).load(artifact, resources);
  }

  @Test
  void aWholeOneIsLoaded() {
    assertInstanceOf(LoadResult.Loaded.class, load(folder)).inference().close();
  }

  @Test
  void oneLevelTooManyIsForgiven(@TempDir Path outer) throws IOException {
    Files.move(folder, outer.resolve("features"));

    assertInstanceOf(LoadResult.Loaded.class, load(outer)).inference().close();

    Files.move(outer.resolve("features"), folder);
  }

  @Test
  void hiddenFoldersAndOtherFilesAreNoPartOfIt() throws IOException {
    Files.createDirectory(folder.resolve(".cache"));
    Files.writeString(folder.resolve("README"), "");

    assertInstanceOf(LoadResult.Loaded.class, load(folder)).inference().close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"by": ["$.market"], "sets": {"de": "germany"}, "else": "franse"} | $.else: there is no folder franse; did you mean france?
          {"by": ["$.market"], "sets": {"de": "germany"}, "else": "reject"} | no order goes to the folder france
          {"by": ["$.market"], "sets": {"de": "../germany"}, "else": "france"} | $.sets.de: expected the name of a folder
          {"by": ["$.market"], "sets": {"de": ".."}, "else": "france"} | $.sets.de: expected the name of a folder
          {"by": ["$.market"], "sets": {"de": "reject"}, "else": "france"} | $.sets.de: there is no folder reject
          {"by": ["$.market"], "sets": {"de": 1}, "else": "france"} | $.sets.de: expected the name of a folder
          {"by": ["$.market"], "sets": {"de/x": "germany"}, "else": "france"} | $.sets.de/x: expected a value for each path
          {"by": ["$.a", "$.b"], "sets": {"de": "germany"}, "else": "france"} | $.sets.de: expected a value for each path
          {"by": ["$.a", "$.b"], "sets": {"de/": "germany"}, "else": "france"} | $.sets.de/: expected a value for each path
          {"by": ["$.market"], "sets": {}, "else": "france"} | $.sets: expected at least one feature set
          {"by": ["$.market"], "sets": [], "else": "france"} | $.sets: expected an object
          {"by": [], "sets": {"de": "germany"}, "else": "france"} | $.by: expected a list of 1 to 10 paths
          {"by": "$.market", "sets": {"de": "germany"}, "else": "france"} | $.by: expected a list of 1 to 10 paths
          {"by": ["market"], "sets": {"de": "germany"}, "else": "france"} | $.by[0]: expected a path such as $.market.code
          {"by": ["$"], "sets": {"de": "germany"}, "else": "france"} | $.by[0]: expected a path such as $.market.code
          {"by": ["$.cart[*].id"], "sets": {"de": "germany"}, "else": "france"} | $.by[0]: expected a path such as $.market.code
          {"by": ["$.a", "$.a.b"], "sets": {"de": "germany"}, "else": "france"} | $.by[1]: expected a path that is neither above nor below another one
          {"by": ["$.a", "$.a"], "sets": {"de": "germany"}, "else": "france"} | $.by[1]: expected a path that is neither above nor below another one
          {"by": ["$.market"], "set": {"de": "germany"}, "else": "france"} | $: unknown field set; did you mean sets?
          {"by": ["$.market"], "sets": {"de": "germany"}} | $: lacks else
          {"by": ["$.market"], "sets": {"de": "germany", "de": "france"}, "else": "reject"} | has the same field twice
          {"by": ["$.market"] | ends before the JSON value is complete
          """)
  void whatIsWrongWithTheRoutesIsTold(String routes, String fault) throws IOException {
    writeRoutes(routes);

    assertRefused(fault);
  }

  @Test
  void allThatIsWrongIsToldTogether() throws IOException {
    writeRoutes("{\"by\": [1], \"sets\": {\"de\": \"\"}, \"else\": \"none\", \"more\": 1}");

    assertRefused("$.by[0]: ", "$.sets.de: ", "$.else: ", "$: unknown field more");
  }

  @Test
  void aLinkIsNoFolder() throws IOException {
    Path elsewhere = folder.resolve("germany");
    Files.createSymbolicLink(folder.resolve("spain"), elsewhere);
    writeRoutes(ROUTES.replace("\"fr\"", "\"es\": \"spain\", \"fr\""));

    assertRefused("$.sets.es: there is no folder spain");
  }

  @Test
  void allSetsThatCannotBeUsedAreNamed() throws IOException {
    Files.writeString(folder.resolve("germany/features.json"), DEFINITION.substring(0, 99));
    Files.delete(folder.resolve("france/features.json"));

    assertRefused(
        "the feature set in " + folder.resolve("germany") + " cannot be used: ",
        "no feature set in " + folder.resolve("france") + ": expected features.json");
  }

  @Test
  void routesBesideADefinitionAreRefused() throws IOException {
    Files.writeString(folder.resolve("features.json"), DEFINITION);

    assertRefused("found features.json and routes.json");
  }

  @Test
  void severalSetsWithoutRoutesNeedThem() throws IOException {
    Files.delete(folder.resolve("routes.json"));

    assertRefused("several feature sets need routes.json beside their folders");
  }

  private void assertRefused(String... faults) {
    String detail = assertInstanceOf(LoadResult.Refused.class, load(folder)).detail();
    for (String fault : faults) {
      assertTrue(detail.contains(fault), detail);
    }
    assertEquals(1, detail.lines().count(), detail);
  }
}
