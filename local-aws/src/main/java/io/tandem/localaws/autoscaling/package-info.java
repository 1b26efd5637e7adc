/** Application Auto Scaling of endpoints: what is asked for is kept, and nothing is measured. */
@NullMarked
package io.tandem.localaws.autoscaling;

import org.jspecify.annotations.NullMarked;
