package io.tandem.sharedfeatures.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks take their places, and nothing else moves. */
class RecordBlocksTest {
  private static String put(String record, @Nullable String history, @Nullable String velocity) {
    RecordBlocks blocks = new RecordBlocks(SmallShop.definition());
    if (history != null) {
      blocks.part(OrderLives.CUSTOMER, utf8(history));
    }
    if (velocity != null) {
      blocks.part(1, utf8(velocity));
    }
    blocks.part(OrderLives.ACCEPTED, new byte[0]);
    return new String(blocks.record(utf8(record)).orElseThrow(), StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'id':1.50} | {'id':1.50,'customer_history':{'as_of':1},'velocity':{'ip':{'1h':1}}}",
        "{ 'id' : 1 } | { 'id' : 1,'customer_history':{'as_of':1},'velocity':{'ip':{'1h':1}} }",
        "{'velocity' : null , 'a':[{'velocity':2}], 'customer_history':{}} |"
            + " {'velocity' : {'ip':{'1h':1}} , 'a':[{'velocity':2}], 'customer_history':{'as_of':1}}",
        "{'customer_history':{'as_of':9, 'limit' : 5.0,'items_total':{'a':'}'}},'b':'\\\\\\'{'} |"
            + " {'customer_history':{'as_of':1,'limit' : 5.0},'b':'\\\\\\'{','velocity':{'ip':{'1h':1}}}",
        "{'velocity':{'ip':{'9h':3},'cookie':{'1h':3}}, 'b':-1e5} |"
            + " {'velocity':{'ip':{'1h':1},'cookie':{'1h':3}}, 'b':-1e5,'customer_history':{'as_of':1}}",
        "{'veloc\\u0069ty':true,'b':1} |"
            + " {'veloc\\u0069ty':{'ip':{'1h':1}},'b':1,'customer_history':{'as_of':1}}"
      })
  void partsReplaceWhatTheDefinitionComputes(String record, String expected) {
    assertEquals(
        expected.replace('\'', '"'), put(record.replace('\'', '"'), "\"as_of\":1", "{\"1h\":1}"));
  }

  @Test
  void aByteOrderMarkStaysInFront() {
    assertEquals(
        "\ufeff {\"id\":1,\"customer_history\":{\"as_of\":1}}",
        put("\ufeff {\"id\":1}", "\"as_of\":1", null));
    assertEquals(
        "\ufeff{\"customer_history\":{\"as_of\":1}}", put("\ufeff{}", "\"as_of\":1", null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "[]", "1", "\ufeff\ufeff{}"})
  void whatHasNoOrderGetsNoBlocks(String record) {
    assertThrows(IllegalStateException.class, () -> put(record, "\"as_of\":1", null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'id':1} | {'id':1}",
        "{'customer_history':{'as_of':9},'id':1} | {'id':1}",
        "{'id':1,'customer_history':null} | {'id':1}",
        "{'a':1 , 'customer_history':{}, 'velocity':{'ip':{}} } | {'a':1 }",
        "{'customer_history':7, 'b':2 , 'velocity':[] , 'c':3} | {'b':2 , 'c':3}",
        "{'customer_history':{'credit_limit':5},'b':2} |"
            + " {'customer_history':{'credit_limit':5},'b':2}",
        "{'customer_history':0} | {}"
      })
  void whatIsNotKnownIsMissing(String record, String expected) {
    assertEquals(expected.replace('\'', '"'), put(record.replace('\'', '"'), null, null));
  }

  @Test
  void aRecordThatWasRefusedIsNone() {
    RecordBlocks blocks = new RecordBlocks(SmallShop.definition());
    assertTrue(blocks.record(utf8("{}")).isEmpty());
  }

  /** A parser has checked them before; but nothing may hang. */
  @Test
  void anyBytesComeToAnEnd() {
    Random random = new Random(1);
    String alphabet = "{}[]\":, a1velocity";
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder("{\"");
            for (int n = random.nextInt(40); n > 0; n--) {
              text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            JsonFields.of(utf8(text.toString()), 0);
          }
        });
  }
}
