@NullMarked
package io.tandem.featurecontainer;

import org.jspecify.annotations.NullMarked;
