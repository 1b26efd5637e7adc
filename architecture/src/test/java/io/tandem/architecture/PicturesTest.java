package io.tandem.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The drawings show what is there: docs/*.dot as the poms have it, docs/*.svg as drawn of that. */
class PicturesTest {
  private static final Pattern ARROW =
      Pattern.compile("\"?([\\w-]+)\"? -> \"?([\\w-]+)\"?( \\[style=dashed\\])?;?");

  @Test
  void theModulesAreDrawnWithTheArrowsOfThePoms() throws Exception {
    Set<String> poms = new TreeSet<>();
    for (Element module : elements(xml("pom.xml").getDocumentElement(), "module")) {
      String from = module.getTextContent();
      Element project = xml(from + "/pom.xml").getDocumentElement();
      // The rules look at all modules: those arrows say nothing.
      if (!from.equals("architecture")) {
        poms.addAll(arrows(from, project));
      }
    }

    assertEquals(poms, drawn(dot("modules")));
  }

  private static Set<String> arrows(String from, Element project) {
    Set<String> arrows = new TreeSet<>();
    for (Element dependency : elements(project, "dependency")) {
      if (text(dependency, "groupId").equals("io.tandem")) {
        String tests = text(dependency, "scope").equals("test") ? " in tests" : "";
        arrows.add(from + " -> " + text(dependency, "artifactId") + tests);
      }
    }
    return arrows;
  }

  private static Set<String> drawn(String dot) {
    Set<String> arrows = new TreeSet<>();
    ARROW
        .matcher(dot)
        .results()
        .forEach(
            arrow ->
                arrows.add(
                    arrow.group(1)
                        + " -> "
                        + arrow.group(2)
                        + (arrow.group(3) == null ? "" : " in tests")));
    return arrows;
  }

  /** Graphviz titles every node and arrow, so a drawing that is older than its text is found. */
  @ParameterizedTest
  @ValueSource(strings = {"modules", "flows"})
  void theDrawingHasTheArrowsAndWordsOfItsText(String picture) throws Exception {
    String dot = dot(picture);
    Element svg = xml("docs/" + picture + ".svg").getDocumentElement();

    Set<String> titles = new TreeSet<>();
    for (Element title : elements(svg, "title")) {
      if (title.getTextContent().contains("->")) {
        titles.add(title.getTextContent().replace("->", " -> "));
      }
    }
    Set<String> words = new TreeSet<>();
    for (Element text : elements(svg, "text")) {
      words.add(text.getTextContent().strip());
    }

    Set<String> arrows = new TreeSet<>();
    for (String arrow : drawn(dot)) {
      arrows.add(arrow.replace(" in tests", ""));
    }
    assertEquals(arrows, titles);
    assertEquals(labels(dot), words);
  }

  private static Set<String> labels(String dot) {
    Set<String> labels = new TreeSet<>();
    Pattern.compile("label=\"([^\"]*)\"")
        .matcher(dot)
        .results()
        .flatMap(label -> Pattern.compile("\\\\n").splitAsStream(label.group(1)))
        .forEach(line -> labels.add(line.strip()));
    return labels;
  }

  /** Without comments and invisible arrows; a chain of arrows is written as its arrows. */
  private static String dot(String picture) {
    StringBuilder dot = new StringBuilder();
    for (String line :
        Project.read(Project.FOLDER.resolve("docs/" + picture + ".dot")).split("\n", -1)) {
      if (line.strip().startsWith("//") || line.contains("style=invis")) {
        continue;
      }
      String[] chain = line.strip().split(" -> ", -1);
      for (int i = 1; i + 1 < chain.length; i++) {
        dot.append(chain[i - 1]).append(" -> ").append(chain[i]).append('\n');
      }
      dot.append(
              chain.length > 2 ? chain[chain.length - 2] + " -> " + chain[chain.length - 1] : line)
          .append('\n');
    }
    return dot.toString();
  }

  private static Document xml(String file) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    File found = Project.FOLDER.resolve(file).toFile();
    return factory.newDocumentBuilder().parse(found);
  }

  private static Iterable<Element> elements(Element parent, String name) {
    NodeList nodes = parent.getElementsByTagName(name);
    Set<Element> elements = new java.util.LinkedHashSet<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  private static String text(Element parent, String name) {
    NodeList nodes = parent.getElementsByTagName(name);
    return nodes.getLength() == 0 ? "" : nodes.item(0).getTextContent();
  }
}
