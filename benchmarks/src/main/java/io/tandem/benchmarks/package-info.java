/**
 * What reading an order and computing its features costs, measured with JMH. A variant that loses
 * against what {@code shared-features} does is not kept there, but noted in this module's README.
 */
@NullMarked
package io.tandem.benchmarks;

import org.jspecify.annotations.NullMarked;
