package io.tandem.localaws.s3;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** An answer in XML, written into memory. Not for several threads. */
final class XmlAnswer {
  private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final XMLStreamWriter writer;

  private XmlAnswer() throws XMLStreamException {
    writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(bytes, "UTF-8");
    writer.writeStartDocument("UTF-8", "1.0");
  }

  /** What is written into an element. */
  interface Content {
    void write(XmlAnswer to);
  }

  /** Of S3's namespace. */
  static XmlAnswer of(String root, Content content) {
    return of(root, true, content);
  }

  /** Errors have no namespace. */
  static XmlAnswer ofError(Content content) {
    return of("Error", false, content);
  }

  private static XmlAnswer of(String root, boolean namespace, Content content) {
    try {
      var answer = new XmlAnswer();
      answer.writer.writeStartElement(root);
      if (namespace) {
        answer.writer.writeDefaultNamespace(NAMESPACE);
      }
      content.write(answer);
      answer.writer.writeEndElement();
      answer.writer.writeEndDocument();
      answer.writer.flush();
      return answer;
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  XmlAnswer element(String name, Content content) {
    try {
      writer.writeStartElement(name);
      content.write(this);
      writer.writeEndElement();
      return this;
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  XmlAnswer element(String name, String text) {
    return element(name, content -> content.text(text));
  }

  XmlAnswer element(String name, long number) {
    return element(name, Long.toString(number));
  }

  /** Control characters as references: S3's own way, though XML 1.0 knows none. */
  void text(String text) {
    try {
      int done = 0;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c < ' ' || c == 0x7f || c >= 0xfffe) {
          writer.writeCharacters(text.substring(done, i));
          writer.writeEntityRef("#x" + Integer.toHexString(c));
          done = i + 1;
        }
      }
      writer.writeCharacters(text.substring(done));
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  void send(HttpServerExchange exchange) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/xml");
    exchange.getResponseSender().send(ByteBuffer.wrap(bytes.toByteArray()));
  }
}
