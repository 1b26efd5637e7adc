package io.tandem.sharedfeatures.history;

import io.tandem.sharedfeatures.fault.DefinitionException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of orders and events makes {@code customer_history} and {@code velocity}: {@code
 * history.json}. Immutable and thread-safe.
 *
 * <p>The format is described in the module's README.
 */
public final class HistoryDefinition {
  private final OrderFields orders;
  private final @Nullable EventFields events;
  private final List<VelocityKey> velocity;
  private final boolean customers;

  /**
   * @param events null when the definition reads none
   * @param customers whether there are histories of customers, not velocities alone
   */
  HistoryDefinition(
      OrderFields orders,
      @Nullable EventFields events,
      List<VelocityKey> velocity,
      boolean customers) {
    this.orders = orders;
    this.events = events;
    this.velocity = List.copyOf(velocity);
    this.customers = customers;
  }

  /**
   * @throws DefinitionException with every problem of the definition, each with its place
   */
  public static HistoryDefinition read(byte[] json) {
    return HistoryDefinitionReader.read(json);
  }

  /** Whether it says what an event holds. */
  public boolean readsEvents() {
    return events != null;
  }

  OrderFields orders() {
    return orders;
  }

  @Nullable EventFields events() {
    return events;
  }

  /** In the order of the definition. */
  List<VelocityKey> velocity() {
    return velocity;
  }

  boolean hasCustomers() {
    return customers;
  }
}
