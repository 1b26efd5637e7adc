package io.tandem.sharedfeatures.history;

import static io.tandem.sharedfeatures.history.SmallShop.due;
import static io.tandem.sharedfeatures.history.SmallShop.event;
import static io.tandem.sharedfeatures.history.SmallShop.ip;
import static io.tandem.sharedfeatures.history.SmallShop.known;
import static io.tandem.sharedfeatures.history.SmallShop.order;
import static io.tandem.sharedfeatures.history.SmallShop.who;

import io.tandem.sharedfeatures.fault.DefinitionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Jazzer's target for the reader of {@code history.json}: any bytes give a definition or a {@link
 * DefinitionException}. A definition also takes orders and events, and the records that come out
 * differ from those that went in by their blocks alone.
 */
public final class HistoryFuzz {
  private static final List<String> RECORDS = records();
  private static final List<String> EVENTS = events();

  private HistoryFuzz() {}

  /** Definitions that read something of the lines. */
  public static List<byte[]> seeds() throws IOException {
    Path example = Path.of("..", "examples", "deferred-payment", "history.json");
    return List.of(SmallShop.json(), Files.readAllBytes(example));
  }

  private static List<String> records() {
    List<String> records = new ArrayList<>();
    records.add(order("a", 1, who("c") + ip("10.0.0.1") + ",\"later\":10,\"pieces\":2"));
    records.add(order("b", 4, who("c") + ip("10.0.0.1") + known(5)));
    records.add(order("d", 9, who("e") + ip("10.0.0.1")));
    records.add(
        """
        {"label": false, "order": {"event": {"transaction_id": "f", "time": "2026-01-02T10:00:00Z"},
          "account": {"user_id": "c"}, "email": {"address": "A@example.org"},
          "phone": {"number": "+49 1"}, "device": {"tracking_token": "t", "ip_address": "::1"},
          "billing": {"address": "Weg 1", "postal": "10115"}, "shipping": {"same_as_billing": true},
          "payment": {"method": "invoice", "account_token": "x", "amount_deferred": 12.5},
          "order": {"amount": 12.5}, "shopping_cart": [{"quantity": 1}, {"quantity": 2}],
          "velocity": {"cookie": {"1h": 1}}, "customer_history": {"credit_limit": 5, "as_of": 1}}}
        """);
    return records;
  }

  private static List<String> events() {
    List<String> events = new ArrayList<>();
    events.add(event("shipped", "a", 2, due(3)));
    events.add(event("returned", "a", 3, ",\"items\":1"));
    events.add(event("reminded", "a", 5, ",\"level\":2" + known(6)));
    events.add(event("paid", "a", 7, ""));
    events.add(event("cancelled", "b", 5, ""));
    events.add(event("shipped", "f", 40, ""));
    events.add(event("written_off", "f", 41, ""));
    return events;
  }

  public static void fuzzerTestOneInput(byte[] bytes) {
    HistoryDefinition definition;
    try {
      definition = HistoryDefinition.read(bytes);
    } catch (DefinitionException e) {
      if (e.problems().isEmpty()) {
        throw new AssertionError("refused without a problem", e);
      }
      return;
    }
    InMemory shop = new InMemory(definition);
    List<FuzzedRecord> taken = new ArrayList<>();
    for (String record : RECORDS) {
      if (shop.record(record).isEmpty()) {
        taken.add(new FuzzedRecord(record));
      }
    }
    if (definition.readsEvents()) {
      EVENTS.forEach(shop::event);
    }
    FuzzedRecord.check(definition, taken, shop);
  }
}
