{{ valid_rows('win_loss_interviews') }}
