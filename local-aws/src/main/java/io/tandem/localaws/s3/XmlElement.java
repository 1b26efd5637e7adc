package io.tandem.localaws.s3;

import io.tandem.localaws.s3.refusal.ErrorCode;
import io.tandem.localaws.s3.refusal.S3Exception;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of a request's body. Names are without their namespace, as clients send S3's own or
 * none.
 *
 * @param text without white space around it
 */
record XmlElement(String name, String text, List<XmlElement> children) {
  private static final int MAX_DEPTH = 8;
  private static final int MAX_TEXT = 4096;

  /**
   * @param root the name it must have
   * @throws S3Exception when it is not well-formed, is another, or has a DTD
   */
  static XmlElement read(byte[] xml, String root) throws S3Exception {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
      try {
        while (reader.next() != XMLStreamConstants.START_ELEMENT) {
          refuseDtd(reader);
        }
        XmlElement element = element(reader, 1);
        while (reader.hasNext()) {
          reader.next();
        }
        if (!element.name.equals(root)) {
          throw malformed("expected " + root);
        }
        return element;
      } finally {
        reader.close();
      }
    } catch (XMLStreamException | RuntimeException e) {
      // The parser throws both at bytes that are no XML.
      throw malformed("expected XML");
    }
  }

  private static XmlElement element(XMLStreamReader reader, int depth)
      throws XMLStreamException, S3Exception {
    if (depth > MAX_DEPTH) {
      throw malformed("expected at most " + MAX_DEPTH + " levels");
    }
    String name = reader.getLocalName();
    var text = new StringBuilder();
    List<XmlElement> children = new ArrayList<>();
    for (int event = reader.next();
        event != XMLStreamConstants.END_ELEMENT;
        event = reader.next()) {
      if (event == XMLStreamConstants.START_ELEMENT) {
        children.add(element(reader, depth + 1));
      } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
        text.append(reader.getText());
        if (text.length() > MAX_TEXT && !text.toString().isBlank()) {
          throw malformed("expected texts of at most " + MAX_TEXT + " characters");
        }
      } else {
        refuseDtd(reader);
      }
    }
    return new XmlElement(name, children.isEmpty() ? text.toString() : "", List.copyOf(children));
  }

  private static void refuseDtd(XMLStreamReader reader) throws S3Exception {
    int event = reader.getEventType();
    if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
      throw malformed("expected no DTD and no entities");
    }
  }

  static S3Exception malformed(String expected) {
    return new S3Exception(
        ErrorCode.MALFORMED_XML,
        "The XML you provided was not well-formed or did not validate against our published"
            + " schema: "
            + expected);
  }

  /** All children of a name. */
  List<XmlElement> all(String child) {
    return children.stream().filter(each -> each.name.equals(child)).toList();
  }

  /**
   * The text of the one child of a name; empty when there is none.
   *
   * @throws S3Exception when there are several
   */
  Optional<String> text(String child) throws S3Exception {
    List<XmlElement> found = all(child);
    if (found.size() > 1) {
      throw malformed("expected one " + child);
    }
    return found.stream().findFirst().map(XmlElement::text);
  }

  /**
   * @throws S3Exception when a child has none of these names
   */
  void refuseOthers(Set<String> names) throws S3Exception {
    for (XmlElement child : children) {
      if (!names.contains(child.name)) {
        throw malformed("expected only " + String.join(", ", names.stream().sorted().toList()));
      }
    }
  }
}
