package io.tandem.sharedfeatures.history;

import static io.tandem.sharedfeatures.history.SmallShop.due;
import static io.tandem.sharedfeatures.history.SmallShop.event;
import static io.tandem.sharedfeatures.history.SmallShop.ip;
import static io.tandem.sharedfeatures.history.SmallShop.known;
import static io.tandem.sharedfeatures.history.SmallShop.order;
import static io.tandem.sharedfeatures.history.SmallShop.who;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts for an order, and what does not. */
class HistoryTest {
  private static final String LATER = ",\"later\":10";

  private final InMemory shop = new InMemory(SmallShop.definition());

  private void given(String order, String... events) {
    assertTrue(shop.otherOrder(order).isEmpty());
    for (String event : events) {
      assertTrue(shop.event(event).isEmpty(), event);
    }
  }

  /** The one record, with its blocks. */
  private String asked(double hour, String more) {
    assertTrue(shop.record(order("asks", hour, more)).isEmpty());
    return shop.run().get(0);
  }

  private static void assertHas(String record, String... fields) {
    for (String field : fields) {
      assertTrue(record.contains(field), field + " in " + record);
    }
  }

  @Test
  void aGuestHasNoHistory() {
    assertEquals(order("asks", 1, ""), asked(1, ""));
  }

  @Test
  void aNewCustomerHasOneOfZeros() {
    assertHas(
        asked(1, who("a")),
        ",\"customer_history\":{\"as_of\":\"2026-01-01T01:00:00Z\",\"orders_total\":0,",
        "\"open_amount\":0,",
        "\"write_offs\":0}}");
  }

  @Test
  void anOrderCountsForTheCustomerOnceItIsShipped() {
    given(order("1", 1, who("a")), event("shipped", "1", 3, ""));
    given(order("2", 2, who("a") + ",\"amount\":0.3"), event("shipped", "2", 3, ""));
    given(order("3", 2, who("a")), event("cancelled", "3", 3, ""));
    given(order("4", 2, who("b")), event("shipped", "4", 3, ""));

    assertHas(
        asked(4, who("a")),
        "\"orders_total\":2,\"orders_30d\":2,\"orders_12m\":2,",
        "\"amount_total\":10.3,\"amount_max\":10,",
        "\"orders_cancelled\":1,",
        "\"first_order_at\":\"2026-01-01T01:00:00Z\",\"last_order_at\":\"2026-01-01T02:00:00Z\"");
  }

  @ParameterizedTest
  @CsvSource({"3, 0", "3.0003, 1"})
  void whatHappenedAtTheVeryMomentDoesNotCount(double hour, int orders) {
    given(order("1", 1, who("a")), event("shipped", "1", 3, ""));

    assertHas(asked(hour, who("a")), "\"orders_total\":" + orders + ",");
  }

  @Test
  void ordersOfTheSameMomentDoNotCountForEachOther() {
    assertTrue(shop.record(order("1", 5, ip("x"))).isEmpty());
    assertTrue(shop.record(order("2", 5, ip("x"))).isEmpty());

    for (String record : shop.run()) {
      assertHas(record, "\"velocity\":{\"ip\":{\"1h\":0,\"24h\":0,\"accounts_24h\":0}}");
    }
  }

  @Test
  void windowsIncludeTheirBeginning() {
    given(order("1", 1, ip("x") + who("a")));
    given(order("2", 24, ip("x") + who("b")));
    given(order("3", 24.5, ip("x") + who("b")));

    assertHas(asked(25, ip("x")), "\"ip\":{\"1h\":2,\"24h\":3,\"accounts_24h\":2}");
  }

  @Test
  void guestsAreNoAccounts() {
    given(order("1", 1, ip("x")));

    assertHas(asked(2, ip("x")), "\"ip\":{\"1h\":1,\"24h\":1,\"accounts_24h\":0}");
  }

  @Test
  void ordersWithoutTheKeyAreNotCountedTogether() {
    given(order("1", 1, who("a")));
    given(order("2", 1, ip(" ")));

    assertEquals(order("asks", 2, ""), asked(2, ""));
  }

  @Test
  void whatIsKnownLateCountsFromThen() {
    given(order("1", 1, ip("x") + who("a") + known(9)), event("shipped", "1", 2, known(3)));
    given(order("2", 1, ip("x") + who("a")), event("shipped", "2", 2, known(6)));

    assertHas(asked(8, ip("x") + who("a")), "\"24h\":1,", "\"orders_total\":1,");
  }

  @Test
  void whatIsKnownLateHasItsOwnTime() {
    given(
        order("1", 1, who("a") + LATER),
        event("shipped", "1", 2, due(60)),
        event("paid", "1", 59, known(70)));

    assertHas(
        asked(71, who("a")),
        "\"invoices_paid\":1,\"invoices_paid_late\":0,\"median_days_to_pay\":2,");
  }

  @Test
  void aShipmentThatIsKnownBehindItsPaymentChangesNoDays() {
    given(
        order("1", 1, who("a") + LATER),
        event("paid", "1", 60, ""),
        event("shipped", "1", 2, due(50) + known(61)));

    assertHas(
        asked(62, who("a")),
        "\"open_invoices\":0,",
        "\"invoices_paid\":1,\"invoices_paid_late\":1,\"median_days_to_pay\":2,");
  }

  @ParameterizedTest
  @CsvSource({"50, 60, 2", "60, 50, 1"})
  void ofTwoRemindersThatAreKnownAtOnceTheLaterOneCounts(double first, double second, int level) {
    given(
        order("1", 1, who("a") + LATER),
        event("shipped", "1", 2, ""),
        event("reminded", "1", first, ",\"level\":1" + known(70)),
        event("reminded", "1", second, ",\"level\":2" + known(70)));

    assertHas(asked(71, who("a")), "\"dunning_level\":" + level + ",\"dunning_level_max\":2,");
  }

  @Test
  void anOrderThatIsKnownBehindItsEventsTakesThemAsTheyBecameKnown() {
    given(
        order("1", 1, who("a") + LATER + known(80)),
        event("shipped", "1", 30, ""),
        event("paid", "1", 20, known(40)),
        event("returned", "1", 20, ",\"items\":1" + known(40)));

    assertHas(
        asked(81, who("a")),
        "\"items_returned\":1,",
        "\"open_invoices\":0,\"open_amount\":0,",
        "\"invoices_paid\":1,\"invoices_paid_late\":0,\"median_days_to_pay\":0,");
  }

  @ParameterizedTest
  @CsvSource({"shipped, 3", "cancelled, 0"})
  void aReturnThatIsKnownBeforeWaitsForTheShipment(String kind, int returned) {
    given(
        order("1", 1, who("a") + ",\"pieces\":5"),
        event("returned", "1", 3, ",\"items\":2"),
        event("returned", "1", 4, ",\"items\":1"),
        event(kind, "1", 2, known(6)));
    assertTrue(shop.record(order("before", 5, who("a"))).isEmpty());

    assertTrue(shop.record(order("behind", 7, who("a"))).isEmpty());

    List<String> records = shop.run();
    assertHas(records.get(0), "\"items_returned\":0,");
    assertHas(records.get(1), "\"items_returned\":" + returned + ",");
    assertEquals(List.of(), shop.findings);
  }

  @Test
  void noMoreComesBackThanTheOrderHas() {
    given(
        order("1", 1, who("a") + ",\"pieces\":5"),
        event("shipped", "1", 2, ""),
        event("returned", "1", 3, ",\"items\":3"),
        event("returned", "1", 4, ",\"items\":3"),
        event("returned", "1", 5, ",\"items\":2"));

    assertHas(asked(9, who("a")), "\"items_total\":5,\"items_returned\":5,");
    assertEquals(List.of(Finding.OUT_OF_PLACE), shop.findings);
  }

  @ParameterizedTest
  @CsvSource({
    "1899-12-31T23:59:59.999999999Z, true",
    "1900-01-01T00:00:00Z, false",
    "2170-12-31T23:59:59.999999999Z, false",
    "2171-01-01T00:00:00Z, true"
  })
  void timesAreOfYearsWhoseDifferencesFit(String time, boolean refused) {
    String event = event("shipped", "1", 0, "").replace("2026-01-01T00:00:00Z", time);
    String due = event("shipped", "1", 0, ",\"due\":\"" + time + '"');

    assertEquals(refused, shop.event(event).isPresent());
    assertEquals(refused, shop.event(due).isPresent());
  }

  @Test
  void betweenTheFirstAndTheLastMomentNothingOverflows() {
    String first = "1900-01-01T00:00:00Z";
    String last = "2170-12-31T23:59:59Z";
    given(
        order("1", 0, who("a") + LATER + ip("x")).replace("2026-01-01T00:00:00Z", first),
        event("shipped", "1", 0, ",\"due\":\"" + first + '"')
            .replace("2026-01-01T00:00:00Z", first));
    given(
        order("2", 0, who("a") + LATER).replace("2026-01-01T00:00:00Z", first),
        event("shipped", "2", 0, "").replace("2026-01-01T00:00:00Z", first),
        event("paid", "2", 0, "").replace("2026-01-01T00:00:00Z", "2170-12-31T00:00:00Z"));
    String asks = order("asks", 0, who("a") + ip("x")).replace("2026-01-01T00:00:00Z", last);
    assertTrue(shop.record(asks).isEmpty());

    assertHas(
        shop.run().get(0),
        "\"orders_total\":2,\"orders_30d\":0,\"orders_12m\":0,",
        "\"overdue_max_days\":98980,",
        "\"median_days_to_pay\":36500,",
        "\"1h\":0,");
  }

  @Test
  void nobodyKnowsWhatHasNotHappened() {
    given(order("1", 1, who("a")), event("shipped", "1", 5, known(2)));

    assertHas(asked(3, who("a")), "\"orders_total\":0,");
  }

  @Test
  void anInvoiceIsOpenFromShipmentToPayment() {
    given(order("1", 1, who("a") + LATER), event("shipped", "1", 2, due(26)));
    given(
        order("2", 1, who("a") + ",\"later\":0.25"),
        event("shipped", "2", 2, ""),
        event("reminded", "2", 80, ",\"level\":2"));
    given(
        order("3", 1, who("a") + LATER),
        event("shipped", "3", 2, due(26)),
        event("reminded", "3", 60, ",\"level\":3"),
        event("paid", "3", 61, ""));
    given(
        order("4", 1, who("a") + LATER),
        event("shipped", "4", 2, due(26)),
        event("written_off", "4", 62, ""));

    assertHas(
        asked(100, who("a")),
        "\"open_invoices\":2,\"open_amount\":10.25,",
        "\"overdue_amount\":10,\"overdue_max_days\":3,",
        "\"dunning_level\":2,\"dunning_level_max\":3,",
        "\"invoices_paid\":1,\"invoices_paid_late\":1,\"median_days_to_pay\":2,\"write_offs\":1");
  }

  @Test
  void theMedianOfAnEvenNumberIsTheMeanOfTwo() {
    for (int days : new int[] {1, 4, 2, 30}) {
      given(
          order("paid in " + days, 1, who("a") + LATER),
          event("shipped", "paid in " + days, 2, ""),
          event("paid", "paid in " + days, 2 + 24 * days, ""));
    }
    given(
        order("in advance", 1, who("a") + LATER),
        event("paid", "in advance", 1, ""),
        event("shipped", "in advance", 2, ""));
    given(
        order("again", 1, who("a") + LATER),
        event("shipped", "again", 2, ""),
        event("paid", "again", 2 + 24 * 9, ""));

    assertHas(
        asked(1_000, who("a")),
        "\"open_invoices\":0,",
        "\"invoices_paid\":6,",
        "\"median_days_to_pay\":3,");
  }

  @Test
  void anOrderThatIsGivenTwiceCountsOnceAndGetsItsBlocksTwice() {
    given(order("1", 1, ip("x")));
    assertTrue(shop.record(order("1", 1, ip("x"))).isEmpty());
    assertTrue(shop.record(order("1", 1, ip("x") + known(1.2))).isEmpty());

    assertHas(asked(1.5, ip("x")), "\"1h\":0,");
    List<String> all = shop.run();
    assertEquals(3, all.size());
    assertHas(all.get(2), "\"1h\":1,");
    assertEquals(List.of(), shop.findings);
  }

  @Test
  void anotherOrderWithTheSameIdIsRefused() {
    assertTrue(shop.record(order("1", 2, ip("x"))).isEmpty());
    assertTrue(shop.record(order("1", 1, ip("x"))).isEmpty());

    List<String> all = shop.run();

    assertEquals(1, all.size());
    assertHas(all.get(0), order("1", 1, ip("x")).replace("}", ""));
    assertEquals(List.of(Finding.OTHER_ORDER), shop.findings);
  }

  @Test
  void anEventCountsOnce() {
    String back = event("returned", "1", 3, ",\"items\":2");
    given(
        order("1", 1, who("a") + ",\"pieces\":5"),
        event("shipped", "1", 2, ""),
        event("shipped", "1", 2, known(4)),
        event("shipped", "1", 4, ""),
        back,
        back,
        event("returned", "1", 4, ",\"items\":1"));

    assertHas(asked(9, who("a")), "\"orders_total\":1,", "\"items_total\":5,\"items_returned\":3,");
    assertEquals(
        List.of(Finding.OUT_OF_PLACE, Finding.OUT_OF_PLACE, Finding.OUT_OF_PLACE), shop.findings);
  }

  @Test
  void anEventOfAnUnknownOrderCountsNowhere() {
    given(order("1", 1, who("a")), event("shipped", "2", 2, ""));

    assertHas(asked(9, who("a")), "\"orders_total\":0,");
    assertEquals(List.of(Finding.UNKNOWN_ORDER), shop.findings);
  }

  @ParameterizedTest
  @CsvSource({
    "cancelled, shipped",
    "shipped, cancelled",
    "shipped, reminded",
    "cancelled, returned",
    "cancelled, paid"
  })
  void whatCannotFollowIsFound(String first, String second) {
    String later = second.equals("reminded") ? "" : LATER;
    given(
        order("1", 1, who("a") + later),
        event(first, "1", 2, ",\"items\":1,\"level\":1"),
        event(second, "1", 3, ",\"items\":1,\"level\":1"));

    shop.run();

    assertEquals(List.of(Finding.OUT_OF_PLACE), shop.findings);
  }

  @Test
  void aMillionOrdersOfOneKeyAreCounted() {
    int many = 1_000_000;
    EarlierOrders orders = new EarlierOrders(List.of(Window.days(30)), List.of(Window.days(30)));
    orders.clear();
    for (int i = 0; i < many; i++) {
      orders.note(i, i, 1 + i % 1_000);
    }

    assertEquals(many, orders.orders(many, Window.days(30)));
    assertEquals(1_000, orders.accounts(many, 0));
  }

  @Test
  void anOpenInvoiceTooManyIsNamedByItsPlace() {
    CustomerHistory customer = new CustomerHistory();
    customer.clear();
    CustomerNote.Shipped shipped = new CustomerNote.Shipped(1, 1, 1, null, 1, 1, new byte[] {7});
    RowBytes row = new RowBytes();
    KeyHistories histories =
        new KeyHistories(SmallShop.definition(), (order, place, kind, part) -> {});

    HistoryException fault =
        assertThrows(
            HistoryException.class,
            () -> {
              for (int i = 0; i <= CustomerHistory.MOST_OPEN; i++) {
                row.begin(OrderLives.CUSTOMER, "a")
                    .putLong(i)
                    .putByte(OrderLives.NOTE)
                    .putLong(i)
                    .putLong(i);
                shipped.writeTo(row);
                histories.accept(row.putBytes(Integer.toString(i).getBytes(UTF_8)).toBytes());
              }
            });

    assertArrayEquals(new byte[] {7}, fault.place());
    assertEquals(
        "opens one more than 100000 invoices of its customer: are there no payments among the"
            + " events?",
        fault.fault());
  }

  @Test
  void amountsAddUpExactly() {
    for (int i = 0; i < 10; i++) {
      given(order("1" + i, 1, who("a") + ",\"amount\":0.1"), event("shipped", "1" + i, 2, ""));
    }
    given(
        order("large", 1, who("a") + ",\"amount\":999999999.9999"),
        event("shipped", "large", 2, ""));

    assertHas(
        asked(3, who("a")), "\"amount_total\":1000000000.9999,\"amount_max\":999999999.9999,");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.00001", "-1", "1e10", "12345678.123456"})
  void anAmountThatIsNoneIsRefused(String amount) {
    assertEquals(
        "$ orders.amount: expected an amount from 0 to 1000000000" + " with at most four decimals",
        shop.record(order("1", 1, who("a") + ",\"amount\":" + amount)).orElseThrow().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'kind':'lost','order':'1','time':'2026-01-01T00:00:00Z'} | events.kind:"
            + " expected one of cancelled, other, paid, reminded, returned, shipped, written_off",
        "{'kind':'paid','order':'1'} | events.time: is missing",
        "{'kind':'paid','time':'2026-01-01T00:00:00Z'} | events.order: is missing",
        "{'kind':'returned','order':'1','time':'2026-01-01T00:00:00Z'} | events.items:"
            + " is missing",
        "{'kind':'reminded','order':'1','time':'2026-01-01T00:00:00Z','level':0} | events.level:"
            + " expected a whole number from 1 to 100",
        "{'kind':'paid','order':'1','time':'1500-01-01T00:00:00Z'} | events.time:"
            + " expected a time from 1900 to 2170"
      })
  void anEventThatSaysTooLittleIsRefused(String event, String fault) {
    assertEquals("$ " + fault, shop.event(event.replace('\'', '"')).orElseThrow().toString());
  }

  @Test
  void aTimeWithoutOffsetIsRefused() {
    assertEquals(
        "$.time expected a date and time with offset, as 2026-03-14T23:41:07+01:00",
        shop.event("{\"kind\":\"paid\",\"order\":\"1\",\"time\":\"2026-01-01T00:00:00\"}")
            .orElseThrow()
            .toString());
  }

  @Test
  void otherKindsAreOfNoInterest() {
    assertTrue(shop.event("{\"kind\":\"other\"}").isEmpty());
  }
}
